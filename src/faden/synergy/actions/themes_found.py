"""Themes as the machine finds them, beside what people decided about them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from faden.kernel.text import shorten
from faden.programme.models import Programme
from faden.synergy.models import Theme, ThemeMember
from faden.synergy.queries.corpus import Compared

if TYPE_CHECKING:
    from faden.synergy.finding import clusters
    from faden.synergy.finding.fusion import Corpus

LONGEST = 60
"""Characters of a statement that stand for a theme whose statements share no word."""


def find_themes(
    programme: Programme, rows: Sequence[Compared], corpus: "Corpus"
) -> "list[tuple[clusters.Theme, list[Compared]]]":
    """Return themes of the statements in `corpus`, row by row, with their statements. Two queries.

    What people decided holds: statements of pinned themes and those that belong to none take no part.
    """
    from faden.synergy.finding import clusters
    from faden.synergy.finding.neighbours import nearest
    from faden.synergy.finding.rows import Joined

    members = ThemeMember.objects.filter(address__programme=programme).select_related("theme")
    known = {one.address_id: one for one in members}
    numbers = [at for at, row in enumerate(rows) if not row.is_goal and not _is_decided(known.get(row.address))]
    if len(numbers) < clusters.SMALLEST:
        return []
    told = [rows[at] for at in numbers]
    all_rows = clusters.rows(corpus)
    joined = Joined(all_rows.dense[numbers], all_rows.sparse[numbers])
    was, held = ([_number(known.get(row.address), pinned=pinned) for row in told] for pinned in (False, True))
    labels = Theme.objects.filter(programme=programme, is_named=False).values_list("number", "label")
    found = clusters.themes(
        [row.item.text for row in told],
        nearest(joined, clusters.neighbours_wanted(len(told))),
        before=was,
        pinned=held,
        labels={number: label.split(", ") for number, label in labels},
    )
    return [(theme, [told[at] for at in theme.members]) for theme in found]


def replace_themes(programme: Programme, found: "list[tuple[clusters.Theme, list[Compared]]]") -> None:
    """Keep the themes that `find_themes` gave. In the caller's transaction."""
    known = {one.number: one for one in Theme.objects.filter(programme=programme)}
    # Of statements that are gone, and of themes that are found anew below.
    ThemeMember.objects.filter(address__programme=programme, is_pinned=False).exclude(theme__is_pinned=True).delete()
    kept = {one.number for one in known.values() if one.is_pinned or one.merged_into_id}
    pinned = {one.address_id: one for one in ThemeMember.objects.filter(address__programme=programme, is_pinned=True)}
    last = max(known, default=0)
    made = []
    for theme, told in found:
        number = theme.number
        if number is None:
            number = last = last + 1
        one = known.get(number) or Theme(programme=programme, number=number)
        if not one.is_named:
            one.label = ", ".join(theme.label) or shorten(told[0].item.text, LONGEST)
        one.size, one.group_count = len(told), len({row.group for row in told})
        one.save()
        kept.add(number)
        made += _members(one, told, pinned)
    ThemeMember.objects.bulk_create(made, batch_size=500)
    gone = Theme.objects.filter(programme=programme).exclude(number__in=kept)
    gone.filter(is_named=True).update(size=0, group_count=0)
    gone.filter(is_named=False, merged=None).delete()


def _members(theme: Theme, told: Sequence[Compared], pinned: Mapping[int, ThemeMember]) -> list[ThemeMember]:
    """Return the rows to add; where a person put a statement, only its place changes."""
    made = []
    for place, row in enumerate(told):
        if member := pinned.get(row.address):
            ThemeMember.objects.filter(pk=member.pk).update(place=place)
        else:
            made.append(ThemeMember(theme=theme, address_id=row.address, place=place))
    return made


def _is_decided(member: ThemeMember | None) -> bool:
    """Whether a statement is nothing that the machine places: it belongs to no theme, or to one that stays."""
    return member is not None and (member.theme is None or member.theme.is_pinned)


def _number(member: ThemeMember | None, *, pinned: bool) -> int:
    if member is None or member.theme is None or (pinned and not member.is_pinned):
        return -1
    return member.theme.number
