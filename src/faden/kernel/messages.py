"""Sentences for people, written where nothing knows of pages or languages."""

SENTENCE = "Satz"
"""The context of sentences in the catalogues, which keeps them apart from words in what people wrote."""


def sentence(template: str, /, **values: object) -> str:
    """Return German words with `values` in their places (``{count}``), marked for translation.

    `template` must be written out in the call. `faden.web.sentences.said` finds the translation of the finished
    sentence, even after years in the database.
    """
    return template.format(**values) if values else template
