"""Reviewing a draft, in steps that can be undone, by several people at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from faden.addresses.actions import Change
from faden.goals import codes
from faden.intake import persons, queries, seams
from faden.intake.actions.taking import NotReady, note_names
from faden.intake.models import SPOKEN, Draft, DraftGroup, DraftItem, DraftName, DraftState, DraftStep, ItemKind, Verb
from faden.kernel.messages import sentence
from faden.kernel.text import shorten, squeeze
from faden.people.models import Person

_FIELDS: dict[str, tuple[str, ...]] = {
    "items": (
        *("group_id", "kind", "leaning", "code", "text", "unsure", "maybe_two", "why", "dropped", "edited", "checked"),
        *("page", "table", "row", "column", "first_line", "last_line", "box", "also", "position"),
    ),
    "names": ("released", "checked"),
    "groups": ("name",),
}


class CodeNeeded(Exception):
    """A goal needs a code; the message is a German sentence."""


class ChangedMeanwhile(Exception):
    """Somebody else changed what this step is about; the message is a German sentence that says who and when."""


class NotTheSameWords(Exception):
    """The parts of a text are not the text; the message is a German sentence."""


@dataclass(slots=True)
class _Rows:
    """The rows that a step touches; it may add the items that it makes."""

    items: list[int] = field(default_factory=list)
    names: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)

    def snapshot(self, draft: Draft) -> dict[str, dict[str, Any]]:
        """Return model → key → fields, None where there is no such row; as JSON gives it back."""
        found: dict[str, dict[str, Any]] = {}
        for called, keys in (("items", self.items), ("names", self.names), ("groups", self.groups)):
            if keys:
                known = {one.pk: one for one in _related(draft, called).filter(pk__in=keys)}
                found[called] = {
                    str(key): {name: getattr(known[key], name) for name in _FIELDS[called]} if key in known else None
                    for key in keys
                }
        return found


def _related(draft: Draft, called: str) -> models.QuerySet[Any]:
    found: models.QuerySet[Any] = getattr(draft, called).all()
    return found


@contextmanager
def _step(draft: Draft, verb: Verb, about: str, *, change: Change, rows: _Rows) -> Iterator[None]:
    """Remember what the block does to `rows` as one step; nobody else changes the draft meanwhile."""
    with transaction.atomic():
        _check_open(Draft.objects.select_for_update().get(pk=draft.pk))
        before = rows.snapshot(draft)
        yield
        _count_change(draft, rows)
        DraftStep.objects.create(
            draft=draft,
            verb=verb,
            about=shorten(about, 100),
            at=change.now,
            by=change.by,
            before=before,
            after=rows.snapshot(draft),
        )


def _count_change(draft: Draft, rows: _Rows) -> None:
    """Give the items touched a version that none ever had."""
    Draft.objects.filter(pk=draft.pk).update(changes=F("changes") + 1)
    draft.items.filter(pk__in=rows.items).update(version=Draft.objects.values("changes").get(pk=draft.pk)["changes"])


def _check_open(draft: Draft) -> None:
    if draft.state != DraftState.READY:
        raise NotReady(_("Dieser Entwurf ist schon veröffentlicht. Bitte bearbeiten Sie die Beiträge selbst."))


def _check_seen(item: DraftItem, seen: int | None) -> None:
    """Refuse a step on an item that is no longer what the person saw."""
    if seen is None or (now := DraftItem.objects.filter(pk=item.pk).values_list("version", flat=True).first()) == seen:
        return
    step = queries.last_step(item)
    who = str(step.last_by) if step and step.last_by else _("Jemand")
    if step is None:
        what = _("%(who)s hat diese Stelle entfernt.") if now is None else _("%(who)s hat diese Stelle geändert.")
    elif now is None:
        what = _("%(who)s hat diese Stelle um %(at)s Uhr entfernt.")
    else:
        what = _("%(who)s hat diese Stelle um %(at)s Uhr geändert.")
    happened = what % {"who": who, "at": f"{timezone.localtime(step.last_at):%H:%M}" if step else ""}
    next_step = _("Ihre Eingabe ist noch nicht übernommen. Bitte vergleichen Sie, und speichern Sie dann noch einmal.")
    raise ChangedMeanwhile(f"{happened} {next_step}")


def edit_item(
    item: DraftItem,
    *,
    kind: ItemKind,
    group: DraftGroup | None,
    text: str,
    change: Change,
    leaning: str = "",
    code: str = "",
    seen: int | None = None,
) -> DraftItem:
    """Correct what was read: its words, its kind, its group. Names in new words are found again.

    Raises CodeNeeded, ChangedMeanwhile, NotReady.
    """
    text = squeeze(text)
    if kind == ItemKind.GOAL:
        try:
            code = codes.normalise(code.upper())
        except ValueError:
            raise CodeNeeded(_("Bitte geben Sie das Kürzel des Ziels an, zum Beispiel MO_2.4.")) from None
    with _step(item.draft, Verb.EDITED, text, change=change, rows=_Rows(items=[item.pk])):
        _check_seen(item, seen)
        item.kind, item.group, item.text = kind, group if kind in (*SPOKEN, ItemKind.GOAL) else None, text
        item.leaning = leaning if kind in (ItemKind.ASSESSMENT, ItemKind.PROPOSAL) else ""
        item.code = code if kind == ItemKind.GOAL else ""
        item.unsure, item.maybe_two, item.dropped, item.edited, item.checked = 0, False, "", True, True
        item.save()
        _find_names(item.draft, [text])
    return item


def _find_names(draft: Draft, texts: Iterable[str]) -> None:
    note_names(draft, [(one.text, one.rule) for text in texts for one in persons.find(text)])


def split_item(item: DraftItem, *, parts: Sequence[str], change: Change, seen: int | None = None) -> list[DraftItem]:
    """Make several of one text. Together the parts are the text, but for white space.

    Raises NotTheSameWords, ChangedMeanwhile, NotReady.
    """
    parts = [text for part in parts if (text := squeeze(part))]
    if len(parts) < 2 or "".join(parts).replace(" ", "") != squeeze(item.text).replace(" ", ""):
        raise NotTheSameWords(
            _("Bitte beginnen Sie eine neue Zeile, wo der nächste Beitrag anfängt, und ändern Sie sonst nichts.")
        )
    rows = _Rows(items=[item.pk])
    with _step(item.draft, Verb.SPLIT, item.text, change=change, rows=rows):
        _check_seen(item, seen)
        after = item.draft.items.filter(position__gt=item.position).values_list("position", flat=True).first()
        room = ((after or item.position + 1) - item.position) / len(parts)
        made = []
        for at, text in enumerate(parts):
            part = DraftItem.objects.get(pk=item.pk)
            part.pk = item.pk if at == 0 else None
            part.text, part.position = text, item.position + at * room
            if item.kind == ItemKind.GOAL and at > 0:
                found = codes.match(text)
                part.code, part.text = (found.code, text[found.end :].strip(" :–-")) if found else ("", text)
            part.unsure, part.maybe_two, part.edited, part.checked = 0, False, True, bool(part.code) or item.is_spoken
            part.save()
            made.append(part)
        rows.items += [part.pk for part in made[1:]]
        _find_names(item.draft, parts)
    return made


def join_item(item: DraftItem, *, change: Change, seen: int | None = None) -> DraftItem:
    """Join a text with the one before it of the same group and kind; returns that one.

    Raises NotReady when there is none, ChangedMeanwhile.
    """
    before = queries.before(item)
    if before is None:
        raise NotReady(_("Davor steht nichts, womit sich dieser Text verbinden lässt."))
    with _step(item.draft, Verb.JOINED, item.text, change=change, rows=_Rows(items=[before.pk, item.pk])):
        _check_seen(item, seen)
        words = f"{item.code} {item.text}".strip() if item.kind == ItemKind.GOAL and item.code else item.text
        before.text, _hyphen = seams.sew(before.text, words)
        before.also = [*before.also, place_of(item), *item.also]
        before.unsure, before.maybe_two, before.edited, before.checked = 0, False, True, True
        before.save()
        item.delete()
        _find_names(before.draft, [before.text])
    return before


def place_of(item: DraftItem) -> dict[str, Any]:
    """Return where `item` begins, in the shape of `readers.blocks.Place.to_dict`."""
    parts = {name: getattr(item, name) for name in ("page", "table", "row", "column", "box")}
    if item.first_line is not None:
        parts["lines"] = [item.first_line, item.last_line]
    return {name: part for name, part in parts.items() if part is not None}


def _set(verb: Verb, **fields: object) -> Callable[..., DraftItem]:
    def act(item: DraftItem, *, change: Change, seen: int | None = None) -> DraftItem:
        with _step(item.draft, verb, item.text, change=change, rows=_Rows(items=[item.pk])):
            _check_seen(item, seen)
            DraftItem.objects.filter(pk=item.pk).update(**fields)
        item.refresh_from_db()
        return item

    return act


check_item = _set(Verb.CHECKED, checked=True)
"""Say that a text was read right."""
restore_item = _set(Verb.RESTORED, dropped="", checked=False)
"""Take a dropped text in again."""


def drop_item(item: DraftItem, *, reason: str, change: Change, seen: int | None = None) -> DraftItem:
    """Leave a text out of what will be published; the draft keeps it with the reason."""
    return _set(Verb.DROPPED, dropped=squeeze(reason)[:200] or sentence("ohne Angabe"), checked=True)(
        item, change=change, seen=seen
    )


def release_name(name: DraftName, *, released: bool, change: Change) -> DraftName:
    """Show a person's name in public, or keep it covered."""
    verb = Verb.RELEASED if released else Verb.COVERED
    with _step(name.draft, verb, name.text, change=change, rows=_Rows(names=[name.pk])):
        name.released, name.checked = released, True
        name.save(update_fields=["released", "checked"])
    return name


def rename_group(group: DraftGroup, *, name: str, change: Change) -> DraftGroup:
    """Correct a group's name."""
    with _step(group.draft, Verb.RENAMED, name, change=change, rows=_Rows(groups=[group.pk])):
        group.name = squeeze(name)[:200]
        group.save(update_fields=["name"])
        _find_names(group.draft, [group.name])
    return group


@transaction.atomic
def undo(step: DraftStep, *, change: Change) -> DraftStep:
    """Take a step back. Raises ChangedMeanwhile when something it touched was changed after it."""
    draft = Draft.objects.select_for_update().get(pk=step.draft_id)
    _check_open(draft)
    step.refresh_from_db()
    if step.undone_at is not None:
        raise ChangedMeanwhile(_("Dieser Schritt ist schon rückgängig gemacht."))
    rows = _Rows(**{called: [int(key) for key in known] for called, known in step.after.items()})
    if rows.snapshot(draft) != step.after:
        raise ChangedMeanwhile(
            _(
                "Diese Stelle ist danach noch einmal geändert worden. "
                "Bitte machen Sie zuerst den späteren Schritt rückgängig."
            )
        )
    for called, known in step.before.items():
        for key, fields in known.items():
            _put_back(draft, called, int(key), fields)
    for key in set(step.after.get("items", {})) - set(step.before.get("items", {})):
        draft.items.filter(pk=key).delete()
    _count_change(draft, rows)
    step.undone_at, step.undone_by = change.now, change.by
    step.save(update_fields=["undone_at", "undone_by"])
    return step


def _put_back(draft: Draft, called: str, key: int, fields: dict[str, Any]) -> None:
    rows = _related(draft, called)
    if rows.filter(pk=key).update(**fields) == 0:
        rows.create(draft=draft, pk=key, **fields)


def share(draft: Draft, reviewers: Iterable[Person]) -> None:
    """Say who else may review a draft."""
    draft.reviewers.set(reviewers)
