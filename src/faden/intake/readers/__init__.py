"""One reader per format: bytes in, blocks and table cells with their place in the source out.

A reader knows its format and nothing of results; `faden.intake.results` knows results and no
format. Each reader is a function ``read(data: bytes) -> list[Block]`` that raises `Unreadable`.
"""
