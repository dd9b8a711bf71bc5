"""What a draft changes about what is public already, and what a person decided about each change.

Statements are compared by `comparison.compare`; mentions of goals by group, code and wording.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faden.addresses.actions import FORGOTTEN
from faden.addresses.models import Revision, State
from faden.dialogue.models import Contribution, DialogueGroup, Document, GoalMention
from faden.intake import comparison, persons
from faden.intake.comparison import Case, Said
from faden.intake.models import SPOKEN, Draft, DraftGroup, DraftItem, DraftState, ItemKind
from faden.kernel.text import fold, squeeze
from faden.people.models import Membership

TAKE, KEEP, APART, LEAVE = "take", "keep", "apart", "leave"
CHOICES: dict[str, list[tuple[str, Promise]]] = {
    "renamed": [(TAKE, _("dieselbe Gruppe")), (APART, _("eine andere Gruppe"))],
    "changed": [(TAKE, _("neuer Wortlaut")), (KEEP, _("alter Wortlaut bleibt")), (APART, _("zwei verschiedene"))],
    "moved": [(TAKE, _("verschieben")), (KEEP, _("bleibt, wo er ist")), (APART, _("zwei verschiedene"))],
    "split": [(TAKE, _("teilen")), (APART, _("nicht derselbe"))],
    "joined": [(TAKE, _("verbinden")), (APART, _("nicht derselbe"))],
    "new": [(TAKE, _("aufnehmen")), (LEAVE, _("weglassen"))],
    "gone": [(TAKE, _("zurückziehen")), (KEEP, _("bleibt stehen"))],
    "goal_changed": [(TAKE, _("neuer Wortlaut")), (KEEP, _("alter Wortlaut bleibt"))],
    "goal_new": [(TAKE, _("aufnehmen")), (LEAVE, _("weglassen"))],
    "goal_gone": [(TAKE, _("entfernen")), (KEEP, _("bleibt stehen"))],
}
SORTS: dict[str, Promise] = {
    "renamed": _("Gruppen mit neuem Namen"),
    "changed": _("Anders gesagt"),
    "moved": _("Woanders eingeordnet"),
    "split": _("Geteilt"),
    "joined": _("Zusammengefasst"),
    "new": pgettext_lazy("Beiträge", "Neu"),
    "gone": _("Nicht mehr im Dokument"),
    "goal_changed": _("Ziele mit anderem Wortlaut"),
    "goal_new": _("Neue Nennungen von Zielen"),
    "goal_gone": _("Ziele, die nicht mehr genannt sind"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `old` and `new` hold rows of the sort: groups, statements or mentions, and draft rows."""

    key: str
    sort: str
    old: list[DialogueGroup] | list[Contribution] | list[GoalMention]
    new: list[DraftGroup] | list[DraftItem]
    doubtful: bool
    choice: str
    """What will be done; "" while a person must say."""
    decided: bool = False

    @property
    def choices(self) -> list[tuple[str, Promise]]:
        return CHOICES[self.sort]


@dataclass(slots=True)
class Differences:
    """All differences of a draft; `same`: (old, new) pairs of statements that stay as they are.

    `groups`: the group that a draft's group is already, under the same or nearly the same name. `returning`:
    withdrawn statements that further parts of a split are again.
    """

    groups: dict[int, DialogueGroup] = field(default_factory=dict)
    cases: list[Difference] = field(default_factory=list)
    same: list[tuple[Contribution, DraftItem]] = field(default_factory=list)
    returning: dict[int, Contribution] = field(default_factory=dict)
    same_goals: list[tuple[GoalMention, DraftItem]] = field(default_factory=list)

    @property
    def undecided(self) -> list[Difference]:
        return [one for one in self.cases if not one.choice]

    @property
    def by_sort(self) -> list[tuple[str, Promise, list[Difference]]]:
        """Return the cases by sort, in the order of `SORTS`, what must be decided first."""
        found = []
        for sort, words in SORTS.items():
            cases = sorted((one for one in self.cases if one.sort == sort), key=lambda one: bool(one.choice))
            if cases:
                found.append((sort, words, cases))
        return found


def is_newer(draft: Draft) -> bool:
    """Whether the draft is a newer version of a document that something was published from."""
    return (
        draft.version.number > 1
        and Contribution.objects.filter(source__version__document=draft.version.document_id).exists()
    )


def has_public_groups(draft: Draft) -> bool:
    """Whether the draft brings anything for groups that exist already. Cheap, to decide which page to show."""
    if is_newer(draft):
        return True
    covered = draft.names.filter(released=False).values_list("text", flat=True)
    names = {fold(persons.cover(name, covered)) for name in draft.groups.values_list("name", flat=True)}
    known = DialogueGroup.objects.filter(programme=draft.programme, contributions__isnull=False).distinct()
    return any(fold(name) in names for name in known.values_list("name", flat=True))


def groups_of_others(draft: Draft, membership: Membership) -> list[str]:
    """Return the names of the groups that publishing would change and that this member does not run."""
    if membership.is_administrator or not has_public_groups(draft):
        return []
    found = differences(draft)
    touched = {group.pk for group in found.groups.values()}
    for case in found.cases:
        touched |= {one.pk if isinstance(one, DialogueGroup) else one.group_id for one in case.old}
    theirs = DialogueGroup.objects.filter(pk__in=touched).exclude(facilitators=membership.person)
    return list(theirs.values_list("name", flat=True))


def newer_published(draft: Draft) -> int | None:
    """Return the number of a newer version of the draft's document that is public already."""
    later = Draft.objects.filter(
        version__document=draft.version.document_id,
        version__number__gt=draft.version.number,
        state=DraftState.PUBLISHED,
    )
    return later.order_by("-version__number").values_list("version__number", flat=True).first()


def looks_like(draft: Draft, found: Differences) -> Document | None:
    """Return the document that a draft seems to be a newer version of: most of its statements stand in both."""
    if is_newer(draft):
        return None
    sources = Counter(
        old.source.version.document_id for old, _item in found.same if old.source and old.source.version is not None
    )
    document, count = sources.most_common(1)[0] if sources else (None, 0)
    brought = draft.items.filter(kind__in=SPOKEN, dropped="").count()
    return Document.objects.get(pk=document) if document and count * 2 > brought else None


def differences(draft: Draft) -> Differences:
    """Compare a draft with what is public. Needs a bounded number of queries, and time as `comparison` says."""
    return _Comparison(draft).differences()


class _Comparison:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.newer = is_newer(draft)
        self.covered = list(draft.names.filter(released=False).values_list("text", flat=True))
        self.draft_groups = {group.pk: group for group in draft.groups.all()}
        items = draft.items.filter(dropped="", group__isnull=False)
        self.items = {one.pk: one for one in items.filter(kind__in=SPOKEN)}
        self.goals = [one for one in items.filter(kind=ItemKind.GOAL) if one.code]
        for item in [*self.items.values(), *self.goals]:
            item.group = self.draft_groups[item.group_id]  # type: ignore[index]
        self.found = Differences()

    def differences(self) -> Differences:
        by_name = {fold(one.name): one for one in self._groups.values()}
        self.found.groups = {
            key: by_name[name] for key, group in self.draft_groups.items() if (name := self._name(group)) in by_name
        }
        old = self._old()
        renamed = self._renamed(old)
        cases = comparison.compare(
            [self._said(one) for one in old.values() if _is_current(one)],
            [self._brought(item) for item in self.items.values()],
            renamed=renamed,
        )
        returning = self._returning(old.values(), renamed)
        for case in cases:
            self._take_in(case, old, returning)
        self._compare_goals(renamed)
        return self.found

    def _name(self, group: DraftGroup) -> str:
        return fold(persons.cover(group.name, self.covered))

    @cached_property
    def _groups(self) -> dict[int, DialogueGroup]:
        """The groups that exist already and that the draft names, or whose statements came from its document."""
        names = {self._name(group) for group in self.draft_groups.values()}
        known = DialogueGroup.objects.filter(programme=self.draft.programme).select_related("address")
        from_document = set()
        if self.newer:
            from_document = set(
                known.filter(contributions__source__version__document=self.draft.version.document_id).values_list(
                    "pk", flat=True
                )
            )
        return {one.pk: one for one in known if fold(one.name) in names or one.pk in from_document}

    def _old(self) -> dict[int, Contribution]:
        found = (
            Contribution.objects.filter(group__in=self._groups)
            .exclude(address__state=State.MERGED)
            .select_related("address", "source__version")
            .order_by("group__position", "position", "pk")
        )
        old = {one.pk: one for one in found}
        for one in old.values():
            one.group = self._groups[one.group_id]
        return old

    @cached_property
    def _documents(self) -> dict[int, Said]:
        """What the document that a statement came from said last, whatever somebody made of it by hand since."""
        items = DraftItem.objects.filter(
            contribution__group__in=self._groups, draft__state=DraftState.PUBLISHED
        ).select_related("group")
        return {
            one.contribution_id: Said(one.contribution_id, one.group.name, one.kind, one.published, one.leaning)
            for one in items.order_by("draft__published_at", "draft_id", "-position")
            if one.contribution_id and one.group and one.published
        }

    @cached_property
    def _redacted(self) -> set[int]:
        """The addresses of statements that somebody took a name out of."""
        forgotten = Revision.objects.filter(
            address__contribution__group__in=self._groups, field="text", before=FORGOTTEN
        )
        return set(forgotten.values_list("address_id", flat=True))

    def _said(self, one: Contribution) -> Said:
        """Return a statement as it is compared: by what its document said, so that corrections by hand stay."""
        current = Said(one.pk, one.group.name, one.kind, one.text, one.leaning)
        known = self._documents.get(one.pk)
        return current if known is None else replace(known, group=one.group.name)

    def _brought(self, item: DraftItem) -> Said:
        assert item.group is not None
        text = persons.cover(item.text, self.covered)
        return Said(item.pk, persons.cover(item.group.name, self.covered), item.kind, text, item.leaning)

    def _renamed(self, old: dict[int, Contribution]) -> dict[str, str]:
        """Return the renamed groups, taken for the same until a person says they are not."""
        if not self.newer:
            return {}
        found = comparison.renamed_groups(
            [self._said(one) for one in old.values() if _is_current(one) and is_from(one, self.draft)],
            [self._brought(one) for one in self.items.values()],
        )
        agreed = {}
        for before, after in found.items():
            group = next(one for one in self._groups.values() if fold(one.name) == fold(before))
            brought = next(one for one in self.draft_groups.values() if fold(one.name) == fold(after))
            case = self._case(f"r{group.pk}-{brought.pk}", "renamed", [group], [brought], doubtful=True)
            if case.choice != APART:
                agreed[before] = after
        return agreed

    def _returning(
        self, old: Iterable[Contribution], renamed: dict[str, str]
    ) -> dict[tuple[str, str, str], list[Contribution]]:
        """Withdrawn statements, which a document may bring back, by group, kind and words."""
        now_called = {fold(before): fold(after) for before, after in renamed.items()}
        found: dict[tuple[str, str, str], list[Contribution]] = defaultdict(list)
        for one in old:
            if not _is_current(one):
                name = fold(one.group.name)
                found[now_called.get(name, name), one.kind, fold(one.text)].append(one)
        return found

    def _take_in(
        self, case: Case, old: dict[int, Contribution], returning: dict[tuple[str, str, str], list[Contribution]]
    ) -> None:
        before = [old[key] for key in case.old]
        after = [self.items[key] for key in case.new]
        for item in after if case.sort == "new" else after[1:]:
            said = self._brought(item)
            if known := returning.get((fold(said.group), said.kind, fold(said.text))):
                self.found.returning[item.pk] = known.pop(0)
        if case.sort == "new" and after[0].pk in self.found.returning:
            self.found.same.append((self.found.returning[after[0].pk], after[0]))
            return
        sort = case.sort
        if sort == "same":
            if "text" not in case.differs:
                self.found.same.append((before[0], after[0]))
                return
            sort = "changed"
        if sort == "gone" and not (self.newer and is_from(before[0], self.draft)):
            # Another document about the same groups need not repeat what they said.
            return
        key = "c{}-{}".format(".".join(map(str, case.old)), ".".join(map(str, case.new)))
        doubtful = case.doubtful or self._is_contested(case, before) or self._may_bring_back(sort, before, after)
        self._case(key, sort, before, after, doubtful=doubtful)

    def _is_contested(self, case: Case, before: Sequence[Contribution]) -> bool:
        """Whether the document changes what somebody changed by hand as well."""
        if case.sort in ("new", "gone"):
            return False
        for one in before:
            said = self._said(one)
            by_hand = {name for name in ("text", "kind", "leaning") if getattr(one, name) != getattr(said, name)}
            # Where a text is split or joined, all of its words change.
            if by_hand & (case.differs | ({"text"} if case.sort in ("split", "joined") else set())):
                return True
        return False

    def _may_bring_back(self, sort: str, before: Sequence[Contribution], after: Sequence[DraftItem]) -> bool:
        """Whether a name may become public again that somebody took out of a statement."""
        if not self._redacted:
            return False
        if before:
            return any(one.address_id in self._redacted for one in before)
        return any((fold(item.group.name), item.kind) in self._redacted_columns for item in after if item.group)

    @cached_property
    def _redacted_columns(self) -> set[tuple[str, str]]:
        found = Contribution.objects.filter(address__in=self._redacted).values_list("group_id", "kind")
        return {(fold(self._groups[group].name), kind) for group, kind in found}

    def _case(
        self,
        key: str,
        sort: str,
        old: list[DialogueGroup] | list[Contribution] | list[GoalMention],
        new: list[DraftGroup] | list[DraftItem],
        *,
        doubtful: bool = False,
    ) -> Difference:
        decision = self.draft.decisions.get(key, "")
        known = decision in {choice for choice, _words in CHOICES[sort]}
        choice = decision if known else "" if doubtful else TAKE
        case = Difference(key, sort, old, new, doubtful, choice, decided=known)
        self.found.cases.append(case)
        return case

    def _compare_goals(self, renamed: dict[str, str]) -> None:
        now_called = {fold(before): fold(after) for before, after in renamed.items()}
        old: dict[tuple[str, str], list[GoalMention]] = defaultdict(list)
        mentions = GoalMention.objects.filter(group__in=self._groups).select_related("goal", "source__version")
        for mention in mentions:
            mention.group = self._groups[mention.group_id]
            name = fold(mention.group.name)
            old[now_called.get(name, name), mention.goal.code].append(mention)
        rest = []
        for item in self.goals:
            assert item.group is not None
            known = old[self._name(item.group), item.code]
            wording = persons.cover(item.text, self.covered)
            equal = next((one for one in known if squeeze(one.wording) == squeeze(wording)[:500]), None)
            if equal is None:
                rest.append((item, known))
            else:
                known.remove(equal)
                self.found.same_goals.append((equal, item))
        known_groups = {fold(group.name) for group in self._groups.values()} | set(now_called.values())
        for item, known in rest:
            if known:
                mention = known.pop(0)
                self._case(f"g{mention.pk}-{item.pk}", "goal_changed", [mention], [item])
            elif item.group and self._name(item.group) in known_groups:
                self._case(f"g-{item.pk}", "goal_new", [], [item])
        for gone in (one for mentions in old.values() for one in mentions):
            if self.newer and is_from(gone, self.draft):
                self._case(f"g{gone.pk}-", "goal_gone", [gone], [])


def _is_current(one: Contribution) -> bool:
    return one.address.state != State.WITHDRAWN


def is_from(one: Contribution | GoalMention, draft: Draft) -> bool:
    """Whether it came from an earlier version of the draft's document."""
    version = one.source.version if one.source else None
    return version is not None and version.document_id == draft.version.document_id
