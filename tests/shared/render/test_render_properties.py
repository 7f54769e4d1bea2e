"""Whatever the data, Slack takes the message: random answers, reports, homes and digests against the limits."""

from __future__ import annotations

import json
import string
from datetime import UTC, date, datetime, time
from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shared.core.asking.answer import Answer, Evidence, Status, Tier
from shared.core.boards.pin import Pin
from shared.core.digests.digest import Cadence, Digest
from shared.core.ingest.report import (
    CleanColumn,
    IngestionReport,
    Quality,
    Reject,
    Repair,
    RuleApplied,
    SheetIssue,
    TableReport,
)
from shared.core.ingest.versions.choices import Choice, Offer
from shared.core.ingest.versions.versions import Change, Origin, TableComparison, Version
from shared.core.insights.insight import Driver, Insight
from shared.core.semantic.model import Aggregation, Entity, Field, SemanticModel, TableRef
from shared.core.store.dataset import Dataset, Snapshot
from shared.core.table.chart import ChartKind, ChartSpec
from shared.core.table.result import ResultColumn, ResultTable, Role
from shared.core.table.types import Cell, DataType
from shared.render.answer import answer_blocks, answer_text
from shared.render.csv_export import csv_bytes
from shared.render.digest import digest_blocks, digest_text
from shared.render.escape import clean
from shared.render.help import help_blocks, help_text
from shared.render.home import Home, PinCard, home_blocks
from shared.render.ingestion.changes import Became
from shared.render.ingestion.offer import offer_blocks, offer_text
from shared.render.ingestion.progress import Stage, progress_blocks, progress_text
from shared.render.ingestion.refused import refused_blocks, refused_text
from shared.render.ingestion.report import ingestion_blocks, ingestion_text
from shared.render.ingestion.versions import comparison_blocks, restored_text, versions_blocks, versions_text
from shared.render.metadata import metadata_blocks, metadata_text
from shared.render.modals import digest_modal, pin_modal, read_digest_modal, read_pin_modal, read_question_modal
from shared.render.picture import chart_alt_text, chart_png, needs_png
from shared.render.text_table import text_answer
from tests.shared.render.examples import NOW, query
from tests.shared.render.slack_rules import check_home, check_message, check_modal

HOSTILE = st.sampled_from(
    [
        "<!channel>",
        "<@U0123> & <https://evil.example|here>",
        "```; DROP TABLE x; ```",
        "*_~`",
        "=cmd|' /C calc'!A0",
        "$x^2$ \\frac{1}{2}",
        "_hidden",
        "\u202egnp.exe",
        "",
        "   ",
        "\x00\x07",
        "x" * 5_000,
        "&" * 3_500,
        "हिन्दी ब्रांड",
        "日本語",
        "😀" * 50,
        "\ud800",
    ]
)
TEXT = st.one_of(st.text(max_size=60), HOSTILE)
SHORT = st.text(string.ascii_letters + " <&>", max_size=12)
NUMBER = st.one_of(
    st.integers(min_value=-(10**20), max_value=10**20),
    st.floats(),
    st.decimals(allow_nan=True, allow_infinity=True).filter(lambda each: not each.is_snan()),  # no store gives one
    st.sampled_from([0, 1, -1, Decimal("12389456.50"), 1e308, -1e-308, Decimal("1E+500")]),
)
TIME = st.one_of(st.dates(), st.datetimes(), st.times(), st.datetimes(timezones=st.just(UTC)))
CELL = st.one_of(st.none(), st.booleans(), TEXT, NUMBER, TIME)
COLUMN = st.builds(
    ResultColumn,
    name=st.text(max_size=10),
    label=TEXT,
    type=st.sampled_from(DataType),
    role=st.sampled_from(Role),
    unit=st.sampled_from(["", "₹", "%", "min", "$", "<b>", "litres per hundred kilometres"]),
    grain=st.sampled_from(["", "hour", "day", "week", "month", "quarter", "year", "hour of day", "weekday"]),
)
COLUMN_OF: st.SearchStrategy[st.SearchStrategy[Cell]] = st.sampled_from(
    [CELL, st.one_of(st.none(), st.dates()), st.one_of(st.none(), NUMBER), SHORT, st.dates()]
)
EVIDENCE = st.builds(
    Evidence,
    words=TEXT,
    sql=TEXT,
    tables=st.lists(TEXT, max_size=40).map(tuple),
    rows_read=st.one_of(st.none(), st.integers(min_value=0)),
    fresh_at=st.one_of(st.none(), st.datetimes(timezones=st.just(UTC), min_value=datetime(1980, 1, 1))),
    tier=st.sampled_from(Tier),
    milliseconds=st.floats(min_value=0, max_value=1e7),
    cost=st.floats(min_value=0, max_value=50),
    params=st.lists(st.tuples(TEXT, TEXT), max_size=30).map(tuple),
)
TEXTS = st.lists(TEXT, max_size=12).map(tuple)


@st.composite
def tables(draw: st.DrawFn, most_rows: int = 130) -> ResultTable:
    """A table of random shape, each column with its own kind of cells."""
    columns = draw(st.lists(COLUMN, min_size=1, max_size=24))
    kinds = [draw(COLUMN_OF) for _ in columns]
    height = draw(st.sampled_from([0, 1, 2, 5, 21, most_rows]))
    seeds = [draw(st.lists(kind, min_size=3, max_size=7)) for kind in kinds]
    rows = tuple(tuple(seed[(i * (j + 1)) % len(seed)] for j, seed in enumerate(seeds)) for i in range(height))
    return ResultTable(tuple(columns), rows, truncated=draw(st.booleans()))


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """An answer to anything."""
    table = draw(tables())
    place = st.integers(min_value=-1, max_value=len(table.columns))
    chart = ChartSpec(
        draw(st.sampled_from(ChartKind)),
        draw(place),
        tuple(draw(st.lists(place, max_size=9))),
        draw(st.one_of(st.none(), place)),
        draw(TEXT),
    )
    return Answer(
        draw(st.sampled_from([Status.ANSWERED, Status.ANSWERED, *Status])),
        draw(TEXT),
        table,
        draw(st.sampled_from([chart, chart, None])),
        draw(st.one_of(st.none(), EVIDENCE)),
        draw(st.sampled_from([None, query(), query(Aggregation.AVG)])),
        draw(TEXTS),
        draw(TEXTS),
        draw(st.lists(st.tuples(TEXT, TEXT), max_size=8).map(tuple)),
    )


def _axes(draw: st.DrawFn, count: int) -> list[list[Cell]]:
    """Return x axes of every kind, each with that many places or a few more."""
    return [
        [date.fromordinal(700_000 + 37 * i) for i in range(count)],
        [datetime(2013, 1, 1 + i % 28, i % 24, tzinfo=UTC) for i in range(count)],
        [time(i % 24, i % 60) for i in range(count)],
        [f"{draw(TEXT)[:80]} {i}" for i in range(count)],
        [i * 2.5 - 7 for i in range(count)],
        list(range(2000, 2000 + count)),
        [date(1, 1, 1), date(9999, 12, 31), *(date(2013, 1, 1 + i) for i in range(min(count, 28)))],
    ]


@st.composite
def drawn(draw: st.DrawFn) -> Answer:
    """An answer whose chart has something to show."""
    count = draw(st.sampled_from([2, 3, 25, 60]))
    xs: list[Cell] = draw(st.sampled_from(_axes(draw, count)))
    values: list[Cell] = draw(st.lists(st.one_of(st.none(), NUMBER), min_size=3, max_size=9))
    names = draw(st.lists(TEXT, min_size=1, max_size=9, unique=True))
    x, y, s = draw(COLUMN), draw(COLUMN), draw(COLUMN)
    rows = tuple((each, values[i % len(values)], name) for i, each in enumerate(xs) for name in names)
    spec = ChartSpec(
        draw(st.sampled_from(ChartKind)), 0, (1,), draw(st.sampled_from([None, 2])), draw(st.one_of(TEXT, st.just("")))
    )
    return Answer(
        Status.ANSWERED,
        "x",
        ResultTable((x, y, s), rows),
        spec,
        query=draw(st.sampled_from([query(), query(Aggregation.AVG)])),
    )


RANDOM = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@RANDOM
@given(answers())
def test_no_answer_breaks_a_limit(answer: Answer) -> None:
    """Slack takes the message of any answer, and its text is never empty nor too long."""
    assert check_message(answer_blocks(answer, "Ev0123456789")) == []
    text = answer_text(answer)
    assert 1 <= len(text) <= 4_000
    assert "<" not in text
    assert text_answer(answer) or not clean(answer.headline).strip()
    assert len(chart_alt_text(answer)) <= 2_000
    if answer.table is not None:
        csv_bytes(answer.table)


@settings(RANDOM, max_examples=30, phases=[Phase.explicit, Phase.generate])
@given(drawn())
def test_what_slack_cannot_draw_is_drawn(answer: Answer) -> None:
    """A chart is Slack's own or a picture, whatever its names and numbers; drawing warns of nothing."""
    charts = [block for block in answer_blocks(answer, "Ev1") if block["type"] == "data_visualization"]
    assert not (charts and needs_png(answer))
    assert check_message(answer_blocks(answer, "Ev1")) == []
    picture = chart_png(answer)
    if picture is not None:
        assert picture.startswith(b"\x89PNG")
    assert (picture is not None) == (bool(charts) or needs_png(answer))


COLUMNS = st.lists(
    st.builds(
        CleanColumn,
        name=TEXT,
        label=TEXT,
        type=st.sampled_from(DataType),
        examples=st.lists(TEXT, max_size=5).map(tuple),
        nulls=st.integers(min_value=0),
        personal=st.booleans(),
        unit=TEXT,
    ),
    max_size=130,
).map(tuple)
REPORTS = st.builds(
    IngestionReport,
    file_name=TEXT,
    dataset=TEXT,
    tables=st.lists(
        st.builds(
            TableReport,
            label=TEXT,
            rows=st.integers(min_value=0),
            columns=COLUMNS,
            repairs=st.lists(st.builds(Repair, TEXT, st.integers(min_value=1), st.booleans()), max_size=20).map(tuple),
            rejected=st.lists(st.builds(Reject, st.integers(1), TEXT, TEXTS), max_size=8).map(tuple),
            rejects=st.integers(min_value=0),
            rules=st.lists(st.builds(RuleApplied, TEXT, st.integers(min_value=0)), max_size=20).map(tuple),
            quality=st.one_of(st.none(), st.builds(Quality, st.integers(0, 100), TEXTS)),
        ),
        max_size=8,
    ).map(tuple),
    issues=st.lists(st.builds(SheetIssue, TEXT, TEXT), max_size=12).map(tuple),
    questions=TEXTS,
)


COUNT = st.integers(min_value=0, max_value=10**12)
VERSIONS = st.builds(
    Version,
    number=st.integers(1, 10**6),
    change=st.sampled_from(Change),
    origin=st.builds(Origin, TEXT, TEXT, TEXT, st.sampled_from(["U1", "", "<!channel>"]), TEXT),
    written_at=st.datetimes(timezones=st.just(UTC), min_value=datetime(1980, 1, 1)),
    tables=st.lists(st.tuples(TEXT, COUNT), max_size=6).map(tuple),
    of=st.one_of(st.none(), st.integers(1, 10**6)),
    is_current=st.booleans(),
    is_kept=st.booleans(),
)
DIFFERENCES = st.lists(
    st.builds(
        TableComparison, TEXT, COUNT, COUNT, COUNT, COUNT, COUNT, TEXTS, st.lists(st.tuples(TEXT, COUNT)).map(tuple)
    ),
    max_size=12,
).map(tuple)
BECAME = st.builds(
    Became,
    dataset_id=st.just("d_0123456789ab"),
    label=TEXT,
    version=VERSIONS,
    before=st.one_of(st.none(), VERSIONS),
    differences=st.one_of(st.none(), DIFFERENCES),
    is_known=st.booleans(),
    chosen_by=st.sampled_from(["", "U1"]),
    can_go_back=st.booleans(),
)
OFFERS = st.builds(
    Offer,
    id=st.just("0055AED6DCD90281E5:12"),
    key=TEXT,
    sequencer=TEXT,
    dataset_id=TEXT,
    label=TEXT,
    version=st.integers(0, 10**6),
    rows=COUNT,
    choices=st.sampled_from([tuple(Choice), (Choice.RENEW, Choice.APART)]),
    remarks=st.lists(TEXT, max_size=40).map(tuple),
    with_note=TEXT,
)


@settings(RANDOM, max_examples=50)
@given(REPORTS, st.one_of(st.none(), BECAME))
def test_no_ingestion_report_breaks_a_limit(report: IngestionReport, became: Became | None) -> None:
    """Slack takes the report of any file; an example of a personal column is never in it."""
    blocks = ingestion_blocks(report, became)
    assert check_message(blocks) == []
    assert "<" not in ingestion_text(report, became)


@settings(RANDOM, max_examples=50)
@given(REPORTS, OFFERS)
def test_no_offer_breaks_a_limit(report: IngestionReport, offer: Offer) -> None:
    """Slack takes the question about any file."""
    assert check_message(offer_blocks(report, offer, "F0123456789")) == []
    assert "<" not in offer_text(report, offer)


@settings(RANDOM, max_examples=50)
@given(TEXT, st.lists(VERSIONS, min_size=1, max_size=40), DIFFERENCES)
def test_no_history_breaks_a_limit(label: str, versions: list[Version], found: tuple[TableComparison, ...]) -> None:
    """Slack takes the versions of any data set, and how any two differ."""
    assert check_message(versions_blocks("d_0123456789ab", label, versions)) == []
    assert check_message(comparison_blocks(label, 1, 2, found)) == []
    assert "<!" not in versions_text(label, versions) + restored_text(label, versions[0], "U1")


@settings(RANDOM, max_examples=50)
@given(TEXT, st.sampled_from(Stage), COUNT, st.one_of(st.none(), st.integers(-1, 10**12)), st.lists(TEXT, max_size=20))
def test_no_progress_breaks_a_limit(name: str, stage: Stage, rows: int, of: int | None, reasons: list[str]) -> None:
    """Nor does a refusal; the bar has one width, and is never full before the rows are read."""
    blocks = progress_blocks(name, stage, rows, of)
    assert check_message(blocks) == []
    assert check_message(refused_blocks(name, reasons)) == []
    assert "<" not in progress_text(name, stage) + refused_text(name, reasons)
    bars = [
        block["text"]["text"].partition("\n")[0] for block in blocks if "█" in json.dumps(block, ensure_ascii=False)
    ]
    assert all(len(bar) == len("`" + 20 * "█" + "  99%`") and "░" in bar for bar in bars)


def test_personal_examples_are_never_shown() -> None:
    """Neither an example nor a refused row of a table with personal data reaches the message."""
    column = CleanColumn("phone", "Phone", DataType.TEXT, ("98SECRET",), personal=True)
    table = TableReport("T", 1, (column,), (), (Reject(2, "bad", ("97SECRET",)),))
    assert "SECRET" not in json.dumps(ingestion_blocks(IngestionReport("f", "d", (table,))))


FIELDS = st.lists(
    st.builds(
        Field,
        name=TEXT,
        label=TEXT,
        type=st.sampled_from(DataType),
        unit=SHORT,
        personal=st.booleans(),
        identifier=st.booleans(),
    ),
    max_size=60,
).map(tuple)
ENTITIES = st.builds(
    Entity,
    name=TEXT,
    label=TEXT,
    noun=TEXT,
    table=st.just(TableRef("d", "t")),
    fields=FIELDS,
    rows=st.one_of(st.none(), st.integers(min_value=0)),
)
INSTANTS = st.datetimes(timezones=st.just(UTC), min_value=datetime(1980, 1, 1))
DATASETS = st.builds(
    Dataset,
    id=st.just("d_1"),
    workspace=st.just("T1"),
    channel=SHORT,
    name=TEXT,
    label=TEXT,
    created_by=st.just("U1"),
    model=st.one_of(st.none(), st.builds(SemanticModel, st.lists(ENTITIES, max_size=6).map(tuple))),
    snapshot=st.one_of(
        st.none(),
        st.builds(
            Snapshot,
            st.just("d_1"),
            st.just(1),
            TEXT,
            TEXT,
            INSTANTS,
            st.lists(st.tuples(TEXT, st.integers(min_value=0)), max_size=4).map(tuple),
        ),
    ),
)
DIGESTS = st.builds(
    Digest,
    id=st.just("g1"),
    workspace=st.just("T1"),
    channel=SHORT,
    title=TEXT,
    cadence=st.sampled_from(Cadence),
    hour=st.integers(0, 23),
    timezone=st.one_of(SHORT.filter(bool), st.just("America/New_York")),
)


@settings(RANDOM, max_examples=40)
@given(st.lists(DATASETS, max_size=8), TEXTS)
def test_no_model_breaks_help_or_metadata(datasets: list[Dataset], questions: tuple[str, ...]) -> None:
    """Slack takes the help and the description of any data."""
    assert check_message(help_blocks(datasets, questions)) == []
    assert check_message(metadata_blocks(datasets, NOW, questions)) == []
    assert "<" not in help_text(questions) + metadata_text(datasets)


@settings(RANDOM, max_examples=25)
@given(
    st.lists(DATASETS, max_size=40),
    st.lists(st.tuples(TEXT, TEXT, st.one_of(st.none(), answers())), max_size=20),
    st.lists(DIGESTS, max_size=20),
    TEXTS,
)
def test_no_home_breaks_a_limit(
    datasets: list[Dataset],
    pins: list[tuple[str, str, Answer | None]],
    digests: list[Digest],
    questions: tuple[str, ...],
) -> None:
    """Slack takes the Home tab of anybody, however much they have."""
    cards = tuple(
        PinCard(Pin("p1", "T1", "U1", "C1", question, headline, query(), NOW), answer, NOW if answer else None)
        for question, headline, answer in pins
    )
    home = Home("U<1>", NOW, tuple(datasets), cards, tuple(digests), questions)
    assert check_home(home_blocks(home)) == []


INSIGHTS = st.lists(
    st.builds(
        Insight,
        measure=TEXT,
        unit=st.sampled_from(["", "₹", "%", "min"]),
        period=TEXT,
        current=st.floats(),
        previous_period=TEXT,
        previous=st.one_of(st.none(), st.floats()),
        drivers=st.lists(st.builds(Driver, TEXT, TEXT, st.floats()), max_size=25).map(tuple),
        question=TEXT,
    ),
    max_size=12,
)


@settings(RANDOM, max_examples=60)
@given(DIGESTS, INSIGHTS, st.one_of(st.none(), answers()))
def test_no_digest_breaks_a_limit(digest: Digest, insights: list[Insight], chart: Answer | None) -> None:
    """Slack takes any digest, and its settings."""
    assert check_message(digest_blocks(digest, insights, chart)) == []
    assert len(digest_text(digest, insights)) <= 4_000
    assert check_modal(digest_modal(digest=digest)) == []
    assert check_modal(pin_modal("Ev1", digest.title)) == []


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
)


@given(st.dictionaries(st.sampled_from(["state", "private_metadata", "values"]), JSON))
def test_any_submission_can_be_read(view: dict[str, object]) -> None:
    """A submission that holds nothing of ours reads as empty, never as an error."""
    assert read_question_modal(view) == ("", "")
    assert read_digest_modal(view)["hour"] == 9
    assert read_pin_modal(view)[1] == ""
