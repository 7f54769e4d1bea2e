"""Golden questions (tests/golden/questions): what each is read as, compiles to and returns, on both engines.

A case that the reader still fails says why under miss; it has to fail, and is to be freed of the word when it does not.
tests/README.md says how to add a case.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from shared.adapters.postgres.table_store import PostgresTableStore
from shared.core.asking.reading import NotUnderstood, Unclear, Understood
from shared.core.sql.compiled import Dialect
from shared.core.table.shape import ColumnShape, TableShape
from tests.golden.cases import QUESTIONS, all_cases, statements_of
from tests.golden.domains import DOMAINS, load
from tests.golden.renew import with_query
from tests.golden.running import agree, compiled_of, is_ordered, statement_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from _pytest.mark.structures import ParameterSet

    from infra.local.postgres.server import LocalPostgres
    from shared.adapters.postgres.database import Database
    from tests.golden.cases import Case
    from tests.golden.domains import Domain

CASES = all_cases()
STATEMENTS = {file: statements_of(file) for file in {case.file for case in CASES}}
KINDS = frozenset(
    """
    kpi|trend|comparison|ranking|breakdown|distribution|correlation|listing|having|superlative|n per group|distinct
    |share|running total|period over period|above average|null|negation|and or|range|list|typo|synonym|hinglish|period
    |time zone|boolean|follow-up|chart|order|join|filter|text|refusal|ask back|help|metadata
    |anti-join|semi-join|weekend|ratio|percentage|glossary|elapsed|row arithmetic|field against field|difference
    |two facts|rank|every bucket
    """.replace("\n    ", "")
    .strip()
    .split("|")
)


def named(cases: list[Case]) -> list[ParameterSet]:
    """The cases as parameters, those of one domain together in one process."""
    return [
        pytest.param(
            case,
            id=f"{case.file}: {case.name}",
            marks=[
                pytest.mark.xdist_group(f"golden {case.domain}"),
                *([pytest.mark.xfail(strict=True, reason=case.miss)] if case.miss else []),
            ],
        )
        for case in cases
    ]


@pytest.fixture(scope="session")
def domain_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Domain]:
    """Each domain, built when its first question comes."""
    built: dict[str, Domain] = {}

    def found(name: str) -> Domain:
        if name not in built:
            built[name] = load(name, tmp_path_factory.mktemp(name))
        return built[name]

    return found


@pytest.fixture(scope="session")
def loaded(
    postgres_server: LocalPostgres, domain_of: Callable[[str], Domain], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], psycopg.Connection]]:
    """A PostgreSQL database in which each domain asked for is a schema with the same rows."""
    from shared.adapters.postgres.database import Database  # noqa: PLC0415 - only the tests that need it pay for it

    url = postgres_server.create_database("golden", "migrated")
    database, present = Database(url), set[str]()
    with psycopg.connect(url) as connection:

        def found(name: str) -> psycopg.Connection:
            if name not in present:
                copy_over(domain_of(name), database, connection, tmp_path_factory.mktemp(f"{name}_csv"))
                present.add(name)
            return connection

        yield found
    database.close()


def copy_over(domain: Domain, database: Database, connection: psycopg.Connection, folder: Path) -> None:
    """Load the snapshot's tables as ingestion does, then give the schema the name that statements use."""
    identity = f"d_{domain.name.encode().hex():0<12.12}"
    store = PostgresTableStore(database)
    with domain.connect() as source:
        for entity in {each.table.table: each for each in domain.model.entities}.values():
            path = folder / f"{entity.table.table}.csv"
            source.execute(f"COPY \"{entity.table.table}\" TO '{path}' (HEADER, QUOTE '\"')")
            shape = TableShape(
                entity.table.table, "", tuple(ColumnShape(each.name, each.label, each.type) for each in entity.fields)
            )
            store.load_csv(identity, shape, path)
    connection.execute(f'ALTER SCHEMA "{identity}" RENAME TO "{domain.name}"')
    connection.commit()


@pytest.mark.parametrize("case", named([case for case in CASES if case.check]))
def test_a_question_gives_the_rows_of_sql_written_by_hand(case: Case, domain_of: Callable[[str], Domain]) -> None:
    """It is read as recorded, compiles as recorded, passes rules and guard, and returns what the check returns."""
    domain = domain_of(case.domain)
    reading = case.asked(domain.model)
    assert isinstance(reading, Understood), reading
    given = rows_of(reading.query, domain)
    with domain.connect() as connection:
        expected = connection.execute(case.check).fetchall()
    assert agree(given, expected, in_order=is_ordered(case.check)), (given[:5], expected[:5])
    assert reading.query == case.query, "read otherwise than recorded; python -m tests.golden.renew"
    recorded = STATEMENTS[case.file].get(case.name)
    assert statement_of(reading.query, domain) == recorded, "compiled otherwise than recorded"


@pytest.mark.parametrize("case", named([case for case in CASES if case.query is not None]))
def test_postgresql_gives_the_same_rows(
    case: Case, domain_of: Callable[[str], Domain], loaded: Callable[[str], psycopg.Connection]
) -> None:
    """The same query, compiled for PostgreSQL and run there, returns what the check returns."""
    assert case.query is not None
    domain, connection = domain_of(case.domain), loaded(case.domain)
    compiled = compiled_of(case.query, domain, Dialect.POSTGRES)
    with connection.cursor() as cursor:
        given = cursor.execute(compiled.sql.encode(), dict(compiled.params)).fetchall()
    connection.rollback()
    with domain.connect() as source:
        expected = source.execute(case.check).fetchall()
    assert agree(given, expected, in_order=is_ordered(case.check)), (given[:5], expected[:5])


@pytest.mark.parametrize("case", named([case for case in CASES if case.status]))
def test_what_cannot_be_answered_is_not_answered(case: Case, domain_of: Callable[[str], Domain]) -> None:
    """It is refused in words or asked back, and the reply names what it is about."""
    reading = case.asked(domain_of(case.domain).model)
    match reading:
        case NotUnderstood(_, reason, _):
            assert (case.status, case.says in reason) == ("refused", True), reason
        case Unclear(_, ask, options):
            assert (case.status, case.says in ask) == ("clarify", True), ask
            assert len(options) > 1
        case Understood(_, query, _):
            pytest.fail(f"answered with {query}")


def test_the_cases_cover_what_people_ask() -> None:
    """At least 150 cases, ten of them not to be answered; every kind of question, every domain."""
    assert len(CASES) >= 150
    assert sum(bool(case.status) for case in CASES) >= 10
    assert {case.kind for case in CASES} == KINDS
    assert {case.domain for case in CASES} == set(DOMAINS)


def test_every_case_stands_alone() -> None:
    """Names are unique in their file; every statement recorded belongs to a case; a case that holds has its query."""
    repeated = [name for name, count in Counter((case.file, case.name) for case in CASES).items() if count > 1]
    assert repeated == []
    for file, statements in STATEMENTS.items():
        assert statements.keys() == {case.name for case in CASES if case.file == file and case.query is not None}
    assert [case.name for case in CASES if case.check and not case.miss and case.query is None] == []
    assert {path.stem for path in QUESTIONS.glob("*.sql")} <= STATEMENTS.keys()


def test_renewing_touches_nothing_but_the_query() -> None:
    """Comments and the SQL written by hand stay as they are; a query that was there is replaced."""
    case = next(case for case in CASES if case.query is not None)
    assert case.query is not None
    text = (QUESTIONS / f"{case.file}.yaml").read_text(encoding="utf-8")
    assert with_query(text, case.name, case.query) == text
    assert with_query(text.replace("    query:\n", "    query: {}\n", 1), case.name, case.query).count("query: {}") == 0


def rows_of(query: Any, domain: Domain) -> list[tuple[Any, ...]]:  # noqa: ANN401 - a SemanticQuery
    """The rows of a query on DuckDB."""
    compiled = compiled_of(query, domain, Dialect.DUCKDB)
    with domain.connect() as connection:
        return connection.execute(compiled.sql, dict(compiled.params)).fetchall()
