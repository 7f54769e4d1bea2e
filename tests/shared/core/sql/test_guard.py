"""The guard passes what our compiler makes and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shared.core.semantic.model import TableRef
from shared.core.sql.compiled import CompiledQuery, Dialect
from shared.core.sql.guard import guard
from tests.fakes import shop

ATTACKS = Path(__file__).parents[4].parent / "shared" / "bench" / "attacks" / "cases.json"

REFUSED = {
    "two statements": 'SELECT COUNT(*) AS "n" FROM "shop"."lines" AS "l"; SELECT 1 AS "x"',
    "not a SELECT": 'DELETE FROM "shop"."lines"',
    "a union": 'SELECT "l"."brand" FROM "shop"."lines" AS "l" UNION SELECT "l"."brand" FROM "shop"."lines" AS "l"',
    "a table of another schema": 'SELECT COUNT(*) AS "n" FROM "secret"."people" AS "p"',
    "a table without a schema": 'SELECT COUNT(*) AS "n" FROM "lines" AS "l"',
    "a three-part name": 'SELECT COUNT(*) AS "n" FROM "other"."shop"."lines" AS "l"',
    "a hidden table": 'SELECT COUNT(*) AS "n" FROM (SELECT "p"."x" FROM "s"."p" AS "p") AS "q"',
    "a table hidden in a condition": (
        'SELECT COUNT(*) AS "n" FROM "shop"."lines" AS "l" WHERE "l"."value" > (SELECT "p"."x" FROM "s"."p" AS "p")'
    ),
    "a column that is not permitted": 'SELECT "l"."salary" AS "s" FROM "shop"."lines" AS "l"',
    "a column without a source": 'SELECT "brand" AS "b" FROM "shop"."lines" AS "l"',
    "every column": 'SELECT * FROM "shop"."lines" AS "l"',
    "every column of a table": 'SELECT "l".* FROM "shop"."lines" AS "l"',
    "a CTE in the place of a table": (
        'WITH "lines" AS (SELECT 1 AS "brand") SELECT "lines"."brand" AS "b" FROM "lines"'
    ),
    "a function that reads files": "SELECT COUNT(*) AS n FROM read_csv('/etc/passwd') AS t",
    "a function we do not use": 'SELECT getenv("l"."brand") AS "x" FROM "shop"."lines" AS "l"',
    "a known function we do not use": 'SELECT MD5("l"."brand") AS "x" FROM "shop"."lines" AS "l"',
    "a cast we do not use": 'SELECT CAST("l"."brand" AS JSON) AS "x" FROM "shop"."lines" AS "l"',
    "a placeholder without a value": 'SELECT COUNT(*) AS "n" FROM "shop"."lines" AS "l" WHERE "l"."brand" = $p9',
    "a bare file name": "SELECT COUNT(*) AS n FROM '/etc/passwd' AS t",
    "what does not parse": "SELECT FROM WHERE",
    "nothing": "",
    "a recursive CTE": 'WITH RECURSIVE "r" AS (SELECT 1 AS "n" UNION ALL SELECT "n" FROM "r") SELECT "r"."n" FROM "r"',
    "a lateral join": 'SELECT COUNT(*) AS "n" FROM "shop"."lines" AS "l", LATERAL (SELECT 1 AS "x") AS "y"',
    "SELECT INTO": 'SELECT "l"."brand" INTO "shop"."new" FROM "shop"."lines" AS "l"',
    "a table hidden in EXISTS": (
        'SELECT COUNT(*) AS "n" FROM "shop"."lines" AS "l" WHERE EXISTS(SELECT 1 AS "one" FROM "s"."p" AS "p" '
        'WHERE "p"."x" = "l"."brand")'
    ),
    "a forbidden column of the rows around": (
        'SELECT COUNT(*) AS "n" FROM "shop"."lines" AS "l" WHERE EXISTS(SELECT 1 AS "one" FROM "shop"."invoices" '
        'AS "i" WHERE "i"."voucher_no" = "l"."salary")'
    ),
    "a forbidden column of related rows": (
        'SELECT COUNT(*) AS "n" FROM "shop"."lines" AS "l" WHERE EXISTS(SELECT 1 AS "one" FROM "shop"."invoices" '
        'AS "i" WHERE "i"."salary" = "l"."voucher_no")'
    ),
    "an offset that is computed": (
        'SELECT "l"."brand" AS "b" FROM "shop"."lines" AS "l" LIMIT 1 OFFSET (SELECT COUNT(*) FROM "shop"."lines")'
    ),
    "a derived table that looks at its neighbour": (
        'SELECT COUNT(*) AS "n" FROM "shop"."lines" AS "l" CROSS JOIN (SELECT "l"."brand" AS "b") AS "q"'
    ),
    "a name that shadows the rows around": (
        'SELECT COUNT(*) AS "n" FROM "shop"."lines" AS "l" WHERE EXISTS(SELECT 1 AS "one" FROM "s"."p" AS "l" '
        'WHERE "l"."brand" = "l"."brand")'
    ),
    "EXISTS of a list": 'SELECT COUNT(*) AS "n" FROM "shop"."lines" AS "l" WHERE EXISTS(1)',
    "a series of numbers": 'SELECT CAST(UNNEST(GENERATE_SERIES(1, 1000000000)) AS INT) AS "x"',
    "a series of seconds": (
        "SELECT CAST(GENERATE_SERIES(CAST('1900-01-01' AS TIMESTAMP), CAST('2100-01-01' AS TIMESTAMP), "
        "INTERVAL '1 SECOND') AS DATE) AS \"x\""
    ),
    "a series in the place of a table": (
        "SELECT COUNT(*) AS \"n\" FROM GENERATE_SERIES(CAST('1900-01-01' AS TIMESTAMP), "
        "CAST('2100-01-01' AS TIMESTAMP), INTERVAL '1' DAY) AS \"t\""
    ),
    "a series in a condition": (
        'SELECT COUNT(*) AS "n" FROM "shop"."lines" AS "l" WHERE "l"."sold_on" IN (SELECT UNNEST(GENERATE_SERIES('
        "CAST('1900-01-01' AS TIMESTAMP), CAST('2100-01-01' AS TIMESTAMP), INTERVAL '1' DAY)))"
    ),
    "a column unnested": 'SELECT CAST(UNNEST("l"."brand") AS TEXT) AS "x" FROM "shop"."lines" AS "l"',
    "a cast to a type that reads": "SELECT CAST('pg_authid' AS REGCLASS) AS \"x\"",
    "a lock": 'SELECT "l"."brand" FROM "shop"."lines" AS "l" FOR UPDATE',
}


def compiled(sql: str, dialect: Dialect = Dialect.DUCKDB) -> CompiledQuery:
    """Make a statement as a faulty compiler might."""
    return CompiledQuery(sql, {}, (TableRef("shop", "lines"),), (), dialect, 10)


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("dialect", Dialect)
def test_what_the_compiler_does_not_make_is_refused(name: str, dialect: Dialect) -> None:
    """Each way out of the permitted tables and columns is closed, on both engines."""
    issues = guard(compiled(REFUSED[name], dialect), shop.PERMITTED)
    assert issues
    assert REFUSED[name] not in issues[0].for_user() or not REFUSED[name]


def test_a_plain_select_passes() -> None:
    """The guard is not closed for everything: what a test must show before the rest means anything."""
    ordinary = 'SELECT "l"."brand" AS "b", COUNT(*) AS "n" FROM "shop"."lines" AS "l" GROUP BY "l"."brand" LIMIT 5'
    assert guard(compiled(ordinary), shop.PERMITTED) == ()


@pytest.mark.parametrize("dialect", Dialect)
def test_related_rows_and_the_calendar_pass(dialect: Dialect) -> None:
    """What a subquery names of the rows around it is looked up there; a series of days is no table."""
    related = (
        'SELECT COUNT(*) AS "n" FROM "shop"."invoices" AS "i" WHERE NOT EXISTS(SELECT 1 AS "one" FROM "shop"."lines" '
        'AS "l" WHERE "l"."voucher_no" = "i"."voucher_no")'
    )
    series = "GENERATE_SERIES(CAST('2024-01-01' AS TIMESTAMP), CAST('2024-02-01' AS TIMESTAMP), INTERVAL '1' DAY)"
    series = f"UNNEST({series})" if dialect is Dialect.DUCKDB else series
    for sql in (related, f'SELECT CAST({series} AS DATE) AS "day"'):
        assert guard(compiled(sql, dialect), shop.PERMITTED) == ()


@pytest.mark.parametrize("dialect", Dialect)
def test_published_attacks_are_refused(dialect: Dialect) -> None:
    """No statement of the published attacks passes, on either engine."""
    if not ATTACKS.exists():
        pytest.skip("the published attacks (../shared/bench/attacks) are not beside this project")
    cases = [each for each in json.loads(ATTACKS.read_text(encoding="utf-8")) if each["layer"].endswith("-sql")]
    assert cases
    passed = [each["id"] for each in cases if not guard(compiled(str(each["payload"]), dialect), shop.PERMITTED)]
    assert passed == []
