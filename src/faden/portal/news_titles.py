"""What pieces of news are called, by what they are about and what happened to it."""

from django.utils.translation import ngettext_lazy

from faden.addresses.models import Kind, State
from faden.opinion.models import Stage

NEW, PAGE, FIELDS = "new", "page", "fields"
"""What happened to what became public; kinds of things without an address: fixed pages, names of fields of action."""
_STATEMENT, _GROUP, _GOAL = Kind.CONTRIBUTION.value, Kind.GROUP.value, Kind.GOAL.value
_SYNERGY, _CONFLICT = Kind.SYNERGY.value, Kind.CONFLICT.value
_OPINION, _INTEREST = Kind.OPINION.value, Kind.INTEREST.value

TITLES = {
    (_STATEMENT, NEW): ngettext_lazy("%(count)s neuer Beitrag", "%(count)s neue Beiträge", "count"),
    (_STATEMENT, "text"): ngettext_lazy(
        "Wortlaut geändert bei %(count)s Beitrag", "Wortlaut geändert bei %(count)s Beiträgen", "count"
    ),
    (_STATEMENT, "kind"): ngettext_lazy(
        "%(count)s Beitrag anders eingeordnet", "%(count)s Beiträge anders eingeordnet", "count"
    ),
    (_STATEMENT, "group"): ngettext_lazy(
        "%(count)s Beitrag in anderer Gruppe", "%(count)s Beiträge in anderen Gruppen", "count"
    ),
    (_STATEMENT, State.PUBLISHED): ngettext_lazy(
        "%(count)s Beitrag wieder öffentlich", "%(count)s Beiträge wieder öffentlich", "count"
    ),
    (_STATEMENT, State.HIDDEN): ngettext_lazy(
        "%(count)s Beitrag ausgeblendet", "%(count)s Beiträge ausgeblendet", "count"
    ),
    (_STATEMENT, State.WITHDRAWN): ngettext_lazy(
        "%(count)s Beitrag zurückgezogen", "%(count)s Beiträge zurückgezogen", "count"
    ),
    (_STATEMENT, State.MERGED): ngettext_lazy(
        "%(count)s Beitrag mit einem anderen zusammengelegt",
        "%(count)s Beiträge mit anderen zusammengelegt",
        "count",
    ),
    (_STATEMENT, "link"): ngettext_lazy(
        "Verbindungen von %(count)s Beitrag geändert", "Verbindungen von %(count)s Beiträgen geändert", "count"
    ),
    (_GROUP, NEW): ngettext_lazy("%(count)s neue Dialoggruppe", "%(count)s neue Dialoggruppen", "count"),
    (_GROUP, "name"): ngettext_lazy(
        "%(count)s Dialoggruppe anders beschrieben", "%(count)s Dialoggruppen anders beschrieben", "count"
    ),
    (_GROUP, "meeting"): ngettext_lazy(
        "Neues zu Treffen von %(count)s Gruppe", "Neues zu Treffen von %(count)s Gruppen", "count"
    ),
    (_GROUP, "goal"): ngettext_lazy(
        "Ziele von %(count)s Gruppe geändert", "Ziele von %(count)s Gruppen geändert", "count"
    ),
    (_GROUP, State.PUBLISHED): ngettext_lazy(
        "%(count)s Dialoggruppe wieder öffentlich", "%(count)s Dialoggruppen wieder öffentlich", "count"
    ),
    (_GROUP, State.HIDDEN): ngettext_lazy(
        "%(count)s Dialoggruppe ausgeblendet", "%(count)s Dialoggruppen ausgeblendet", "count"
    ),
    (_GROUP, State.WITHDRAWN): ngettext_lazy(
        "%(count)s Dialoggruppe zurückgezogen", "%(count)s Dialoggruppen zurückgezogen", "count"
    ),
    (_GOAL, NEW): ngettext_lazy("%(count)s neues Ziel", "%(count)s neue Ziele", "count"),
    (_GOAL, "text"): ngettext_lazy("Titel für %(count)s Ziel", "Titel für %(count)s Ziele", "count"),
    (_GOAL, "link"): ngettext_lazy(
        "Verbindungen von %(count)s Ziel geändert", "Verbindungen von %(count)s Zielen geändert", "count"
    ),
    (_SYNERGY, NEW): ngettext_lazy("%(count)s neue Synergie", "%(count)s neue Synergien", "count"),
    (_SYNERGY, "text"): ngettext_lazy("%(count)s Synergie geändert", "%(count)s Synergien geändert", "count"),
    (_SYNERGY, State.PUBLISHED): ngettext_lazy(
        "%(count)s Synergie wieder öffentlich", "%(count)s Synergien wieder öffentlich", "count"
    ),
    (_SYNERGY, State.HIDDEN): ngettext_lazy(
        "%(count)s Synergie ausgeblendet", "%(count)s Synergien ausgeblendet", "count"
    ),
    (_SYNERGY, State.WITHDRAWN): ngettext_lazy(
        "%(count)s Synergie zurückgezogen", "%(count)s Synergien zurückgezogen", "count"
    ),
    (_CONFLICT, NEW): ngettext_lazy("%(count)s neuer Widerspruch", "%(count)s neue Widersprüche", "count"),
    (_CONFLICT, "text"): ngettext_lazy("%(count)s Widerspruch geändert", "%(count)s Widersprüche geändert", "count"),
    (_CONFLICT, State.PUBLISHED): ngettext_lazy(
        "%(count)s Widerspruch wieder öffentlich", "%(count)s Widersprüche wieder öffentlich", "count"
    ),
    (_CONFLICT, State.HIDDEN): ngettext_lazy(
        "%(count)s Widerspruch ausgeblendet", "%(count)s Widersprüche ausgeblendet", "count"
    ),
    (_CONFLICT, State.WITHDRAWN): ngettext_lazy(
        "%(count)s Widerspruch zurückgezogen", "%(count)s Widersprüche zurückgezogen", "count"
    ),
    (_OPINION, NEW): ngettext_lazy("%(count)s neues Meinungsbild", "%(count)s neue Meinungsbilder", "count"),
    (_OPINION, "text"): ngettext_lazy("%(count)s Meinungsbild geändert", "%(count)s Meinungsbilder geändert", "count"),
    (_OPINION, Stage.OPEN): ngettext_lazy(
        "%(count)s Meinungsbild wieder zum Abstimmen geöffnet",
        "%(count)s Meinungsbilder wieder zum Abstimmen geöffnet",
        "count",
    ),
    (_OPINION, Stage.PAUSED): ngettext_lazy(
        "Abstimmen bei %(count)s Meinungsbild unterbrochen",
        "Abstimmen bei %(count)s Meinungsbildern unterbrochen",
        "count",
    ),
    (_OPINION, Stage.CLOSED): ngettext_lazy(
        "Abstimmen bei %(count)s Meinungsbild beendet", "Abstimmen bei %(count)s Meinungsbildern beendet", "count"
    ),
    (_OPINION, State.PUBLISHED): ngettext_lazy(
        "%(count)s Meinungsbild wieder öffentlich", "%(count)s Meinungsbilder wieder öffentlich", "count"
    ),
    (_OPINION, State.HIDDEN): ngettext_lazy(
        "%(count)s Meinungsbild ausgeblendet", "%(count)s Meinungsbilder ausgeblendet", "count"
    ),
    (_OPINION, State.WITHDRAWN): ngettext_lazy(
        "%(count)s Meinungsbild zurückgezogen", "%(count)s Meinungsbilder zurückgezogen", "count"
    ),
    (_INTEREST, NEW): ngettext_lazy(
        "%(count)s neue Frage nach Interesse", "%(count)s neue Fragen nach Interesse", "count"
    ),
    (_INTEREST, "text"): ngettext_lazy(
        "%(count)s Frage nach Interesse geändert", "%(count)s Fragen nach Interesse geändert", "count"
    ),
    (_INTEREST, Stage.OPEN): ngettext_lazy(
        "%(count)s Frage nach Interesse wieder offen", "%(count)s Fragen nach Interesse wieder offen", "count"
    ),
    (_INTEREST, Stage.CLOSED): ngettext_lazy(
        "%(count)s Frage nach Interesse geschlossen", "%(count)s Fragen nach Interesse geschlossen", "count"
    ),
    (_INTEREST, State.PUBLISHED): ngettext_lazy(
        "%(count)s Frage nach Interesse wieder öffentlich", "%(count)s Fragen nach Interesse wieder öffentlich", "count"
    ),
    (_INTEREST, State.HIDDEN): ngettext_lazy(
        "%(count)s Frage nach Interesse ausgeblendet", "%(count)s Fragen nach Interesse ausgeblendet", "count"
    ),
    (_INTEREST, State.WITHDRAWN): ngettext_lazy(
        "%(count)s Frage nach Interesse zurückgezogen", "%(count)s Fragen nach Interesse zurückgezogen", "count"
    ),
    (PAGE, "text"): ngettext_lazy("%(count)s Seite geändert", "%(count)s Seiten geändert", "count"),
}
