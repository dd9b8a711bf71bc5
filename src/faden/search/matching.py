"""Conditions on entries and words that the two databases write differently."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, CharField, F, Func, Lookup
from django.db.models.sql.compiler import SQLCompiler

from faden.search.terms import Expression, to_fts5, to_tsquery

Sql = tuple[str, list[Any] | tuple[Any, ...]]


class Matches(Func):
    """True for an entry whose terms fit an expression."""

    output_field = BooleanField()

    def __init__(self, expression: Expression, **extra: Any) -> None:
        super().__init__(F("pk"), **extra)
        self.expression = expression

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        key, _ = compiler.compile(self.source_expressions[0])
        there = "(SELECT rowid FROM search_index WHERE search_index MATCH %s)"
        return f"{key} IN {there}", (to_fts5(self.expression),)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:
        key, _ = compiler.compile(self.source_expressions[0])
        table = key.rpartition(".")[0]
        return f'({table}."vector" @@ %s::tsquery)', [to_tsquery(self.expression)]


@CharField.register_lookup
class BeginsWith(Lookup[str]):
    """Begins with plain letters, by an index. Unlike ``startswith`` it takes no account of case on SQLite either."""

    lookup_name = "begins"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} >= %s AND {left} < %s", [*params, self.rhs, *params, f"{self.rhs}\U0010ffff"]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} LIKE %s", [*params, f"{self.rhs}%"]
