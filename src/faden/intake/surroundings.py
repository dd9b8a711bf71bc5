"""Texts around tables: titles, headings that name the group of the next table, page numbers and running lines."""

from collections import Counter

from faden.intake import cells, furniture, goal_texts
from faden.intake.readers.blocks import Place, Text
from faden.intake.rows import RowReader
from faden.kernel.messages import sentence
from faden.kernel.text import fold, squeeze

PAGE_NUMBER, REPEATED = sentence("Seitenzahl"), sentence("Kopfzeile wiederholt")


class TextReader(RowReader):
    """Reads the texts outside tables; `pending_group` is what may name the group of the next table."""

    def __init__(self, texts: list[Text], *, habits: cells.Habits, spelling: goal_texts.Spelling) -> None:
        super().__init__(habits=habits, spelling=spelling)
        self.pending_group: tuple[str, Place] | None = None
        self.pending_goals: list[tuple[str, str, Place]] = []
        self.under_heading = False
        said = Counter(squeeze(text.text) for text in texts)
        self.repeated = {fold(text) for text, count in said.items() if count > 1 and fold(text)}
        self.paged = bool(self.repeated) or any(text.role == "page" for text in texts)
        self.headed = sum(text.role == "heading" for text in texts) > 1
        self.seen_title = 0

    def text(self, block: Text, *, before_table: bool) -> None:
        text = squeeze(block.text)
        if block.role == "page":
            self.page += 1
            self.cut = True
        elif not text:
            pass
        elif block.role == "note":
            self._unplaced(text, block.place, sentence("Fußnote oder Kommentar"))
        elif block.role in ("header", "footer"):
            self._furniture(text, block.place, sentence("Kopf- oder Fußzeile"))
        elif not cells.is_separator(text) and self._is_title(text, block.place, before_table=before_table):
            pass
        elif why := self._why_furniture(text):
            self.cut = self.cut or why in (PAGE_NUMBER, REPEATED)
            self._furniture(text, block.place, why)
        else:
            self._heading_or_rest(text, block, before_table=before_table)

    def _is_title(self, text: str, place: Place, *, before_table: bool) -> bool:
        """Take the first text of a document as its title, and later ones that repeat it as a page's head."""
        if not self.results.title and not self.results.groups and not furniture.GROUP_LINE.match(text):
            self.results.title = text
            self.seen_title = 1
            self._furniture(text, place, sentence("Titel"))
            self.pending_group = (text, place) if before_table else None
            return True
        if furniture.nearly_same(text, self.results.title):
            self._flush_pending()
            self.seen_title += 1
            self.cut = True
            self.page += 1
            self._furniture(text, place, sentence("Titel wiederholt"))
            return True
        return False

    def _why_furniture(self, text: str) -> str | None:
        if cells.is_separator(text):
            return "Trennlinie"
        if furniture.PAGE_NUMBER.match(text) or furniture.PAGE_FOOTER.match(text):
            return PAGE_NUMBER
        if furniture.STAMP.match(text):
            return "Stand des Dokuments"
        if fold(text) in self.repeated and not furniture.GROUP_LINE.match(text):
            return REPEATED
        return None

    def _heading_or_rest(self, text: str, block: Text, *, before_table: bool) -> None:
        """Keep what may name the group of the next table, and the goals between such a heading and its table."""
        if self.headed and block.role == "heading":
            self._flush_pending()
            self.pending_group, self.under_heading = (text, block.place), True
        elif self.under_heading and self.pending_group and (goals := furniture.GOALS_LINE.match(text)):
            self.pending_goals.append((goals[0], text[goals.end() :], block.place))
        elif (
            before_table
            and not (self.under_heading and self.pending_group)
            and len(text.split()) <= 14
            and not text.endswith((".", "!", "?", ":"))
        ):
            self._flush_pending()
            self.pending_group = (text, block.place)
        else:
            self._unplaced(text, block.place, sentence("Text außerhalb der Tabelle"))

    def _flush_pending(self) -> None:
        """A heading that no table without group column claimed is text like any other."""
        if self.pending_group and fold(self.pending_group[0]) != fold(self.results.title):
            self._unplaced(*self.pending_group, sentence("Text außerhalb der Tabelle"))
        for head, text, place in self.pending_goals:
            self._unplaced(squeeze(head + text), place, sentence("Text außerhalb der Tabelle"))
        self.pending_group, self.pending_goals, self.under_heading = None, [], False
