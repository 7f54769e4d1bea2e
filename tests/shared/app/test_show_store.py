"""The pages of the store are for who is in the channel: what stands where, rows, columns, values."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from shared.adapters.postgres.dataset_catalog import PostgresDatasetCatalog
from shared.app.act_on_store import StoreActor
from shared.app.membership import NOT_FOR_GUESTS
from shared.app.messages import ActionKind
from shared.app.show_store import NOTHING_HERE, StoreDisplay
from shared.core.errors import InternalError, TimedOutError, TransientError
from shared.core.store.declared import dataset_of
from shared.core.store.settings import DeclaredDataset, StoreSettings
from shared.render.store import SWITCHED_OFF
from tests.fakes import shop, shop_store
from tests.fakes.office import CHANNEL, COLLEAGUE, GUEST, OTHER_CHANNEL, PERSON, WORKSPACE, Office
from tests.shared.render.slack_rules import check_message

if TYPE_CHECKING:
    from pathlib import Path

    from shared.adapters.duckdb.runner import DuckDbQueryRunner
    from shared.adapters.postgres.database import Database


def stocked(office: Office) -> Office:
    """The office with the shop on its shelf, after a sync that went well."""
    office.shelf(office.dataset).pointer = shop_store.manifest()
    office.syncs.begin("d_shop", shop_store.SYNC_ID, shop_store.STARTED)
    office.syncs.finish(shop_store.report(), shop_store.READ_AT)
    return office


@pytest.fixture
def counter(real_office: Office) -> Office:
    """The shop's own engine behind it."""
    return stocked(real_office)


def ask(office: Office, words: str, kind: ActionKind = ActionKind.STORE, **who: Any) -> None:  # noqa: ANN401 - as action
    """Say words of the store."""
    office.actor().act(office.action(kind, words, **who))


def page(office: Office) -> tuple[str, list[dict[str, Any]]]:
    """The last answer: its text and its blocks, which Slack takes."""
    _, text, blocks, _ = office.bot.responses[-1]
    made = json.loads(json.dumps(blocks))
    assert check_message(made) == []
    return text, made


def table_of(blocks: list[dict[str, Any]]) -> list[list[str]]:
    """The table of a page, header and all, as text."""
    (table,) = [each for each in blocks if each["type"] == "data_table"]
    return [[cell["text"] for cell in row] for row in table["rows"]]


def buttons(blocks: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """The buttons of a page: what each carries, and its action."""
    elements = [each for block in blocks if block["type"] == "actions" for each in block["elements"]]
    return {each["text"]["text"]: (each["value"], each["action_id"]) for each in elements}


def test_the_status_says_how_each_data_set_stands(counter: Office) -> None:
    """State, rows, columns, freshness, the last sync; and each table of it."""
    ask(counter, "store")
    text, blocks = page(counter)
    assert text == "*Shop*: ready"
    said = json.dumps(blocks)
    for part in (
        "642 rows, 11 columns, version 1",
        "As of 30 minutes ago",
        "Last sync 30 minutes ago (everything): took 750 ms, by ADBC and COPY",
    ):
        assert part in said
    header, lines, invoices = table_of(blocks)
    assert header == ["Data", "Table", "Rows", "Columns", "Read up to", "Last sync", "Way", "Took", "Cut", "As of"]
    assert lines[1:9] == ["lines", "600", "8", "sold_on 2024-06-29", "incremental", "ADBC", "500 ms", "no"]
    assert invoices[4:7] == ["–", "full", "COPY"]
    assert buttons(blocks)["Sync now"][0] == "store sync shop"
    assert buttons(blocks)["Rows of lines"][0] == "store rows shop.lines"


def test_a_failure_stands_beside_what_is_still_served(counter: Office) -> None:
    """With when and why; cut tables say so."""
    counter.syncs.begin("d_shop", "s8", shop_store.READ_AT)
    counter.syncs.fail("d_shop", "s8", "The disk is full.", shop_store.READ_AT)
    manifest = shop_store.manifest()
    counter.shelf(counter.dataset).pointer = replace(
        manifest, tables=tuple(replace(each, truncated=True) for each in manifest.tables)
    )
    ask(counter, "store status Shop")
    text, blocks = page(counter)
    assert text == "*Shop*: the last sync failed"
    said = json.dumps(blocks)
    assert "Failed 30 minutes ago: The disk is full." in said
    assert "642 rows" in said
    assert "Cut at the limit of rows" in said


def test_what_was_never_synced_says_so(office: Office) -> None:
    """It can be synced, and has no rows to show."""
    ask(office, "store")
    text, blocks = page(office)
    assert text == "*Shop*: not synced yet"
    assert set(buttons(blocks)) == {"Sync now", "Full sync", "Reset watermark"}
    ask(office, "store rows lines")
    assert page_text(office) == "Nothing was synced here yet."


def page_text(office: Office) -> str:
    """The last answer's text."""
    return office.bot.responses[-1][1]


def test_a_late_data_set_is_told_to_be_late(real_office: Office) -> None:
    """By the interval it was declared with."""
    declared = DeclaredDataset(WORKSPACE, CHANNEL, "shop", "Shop", ())
    real_office.settings = StoreSettings(
        datasets=(replace(declared, refresh_interval=shop_store.READ_AT - shop_store.STARTED),)
    )
    real_office.catalog.register(dataset_of(declared))
    dataset = real_office.catalog.by_id(dataset_of(declared).id)
    assert dataset is not None
    real_office.shelf(dataset).pointer = shop_store.manifest(dataset_id=dataset.id)
    ask(real_office, f"store status {dataset.name}")
    assert "to be synced every minute, *late*" in json.dumps(page(real_office)[1])


def test_a_visible_metric_that_there_is_not_is_told(real_office: Office) -> None:
    """Else a slip of the pen would hide what it was meant to show, and nobody would know why."""
    declared = DeclaredDataset(WORKSPACE, CHANNEL, "mart", "Mart", (), visible_metrics=("total_value", "prize"))
    real_office.settings = StoreSettings(datasets=(declared,))
    dataset = replace(dataset_of(declared), model=shop.MODEL, snapshot=real_office.dataset.snapshot)
    real_office.catalog._datasets[dataset.id] = dataset
    ask(real_office, "store status mart")
    assert "Not known among its visible metrics: prize" in json.dumps(page(real_office)[1])


def test_rows_are_sorted_searched_and_paged(counter: Office) -> None:
    """As asked, with the ways back, on and out."""
    ask(counter, "store rows invoices columns voucher_no, gross_total sort -gross_total search v0 size 5 page 2")
    text, blocks = page(counter)
    assert text == (
        "6 to 10 of 42 rows of invoices that contain “v0”, by gross_total, falling, as of 12 Jun 2024, 11:30 UTC."
    )
    assert table_of(blocks) == [
        ["voucher_no", "gross_total"],
        *([f"V{i:03d}", f"{i * 100 + 5:,}"] for i in range(36, 31, -1)),
    ]
    words = 'store rows invoices columns voucher_no, gross_total sort -gross_total search "v0"'
    assert buttons(blocks)["Next"] == (f"{words} size 5 from 11", "avexra_store_turn_2")
    assert buttons(blocks)["Previous"][0] == f"{words} size 5"
    assert buttons(blocks)["Download as CSV"][0] == f"{words} from 6 csv"


def test_turning_pages_shows_every_row_once(counter: Office) -> None:
    """Also where not all rows of a page fit a message; a page takes the place of the one before."""
    counter.actor()
    words, kind, seen = "store rows lines size 100", ActionKind.STORE, []
    while words:
        ask(counter, words, kind)
        assert counter.bot.responses[-1][3] is (kind is ActionKind.STORE_TURN)
        _, blocks = page(counter)
        seen += table_of(blocks)[1:]
        words, kind = buttons(blocks).get("Next", ("", ""))[0], ActionKind.STORE_TURN
    assert len(seen) == 600
    assert [row[7] for row in seen] == [row[7] or "(none)" for row in shop.line_rows()]


def test_rows_come_as_a_file_of_up_to_500(counter: Office) -> None:
    """For all in the channel, who may see them anyway; a formula stays text."""
    ask(counter, "store rows lines columns voucher_no, value csv")
    (file,) = [each for each in counter.bot.messages if each.file]
    assert (file.channel, file.thread_ts) == (CHANNEL, None)
    info = counter.bot.files[file.file]
    assert (info["name"], info["title"]) == ("lines.csv", "Rows of lines")
    content = counter.bot.contents[str(info["url_private_download"])].decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert rows[0] == ["voucher_no", "value"]
    assert len(rows) == 501


def test_what_is_known_of_a_table_is_told(counter: Office) -> None:
    """Columns, types, counts, spans; the time range of its time column."""
    ask(counter, "store table lines")
    text, blocks = page(counter)
    assert text.startswith(
        "lines: 600 rows, 8 columns; no key; read up to sold_on 2024-06-29; sold_on from 2023-01-01 to"
    )
    rows = {row[0]: row for row in table_of(blocks)}
    assert rows["brand"][:5] == ["brand", "text", "text", "100", "5"]
    assert rows["brand"][9] == '(empty), Asha, Bela, O\'Hara "x", Über'
    assert rows["quantity"][5:8] == ["0", "8", "3.99"]
    assert buttons(blocks)["Rows"][0] == "store rows shop.lines"


def test_the_values_of_a_column_are_listed(counter: Office) -> None:
    """Up to 200; of more only how many there are."""
    ask(counter, "store values lines Brand")
    text, blocks = page(counter)
    assert text == "brand of lines has 5 different values:"
    assert "Asha, Bela" in json.dumps(blocks)
    ask(counter, "store values lines value")
    assert page_text(counter).startswith("value of lines has about 5")
    assert page_text(counter).endswith("they are listed up to 200.")


def test_what_personal_columns_hold_is_not_told(counter: Office) -> None:
    """Neither among the columns nor as values."""
    lines, invoices = shop.MODEL.entities
    fields = tuple(replace(each, personal=each.name == "firm") for each in invoices.fields)
    private = replace(counter.dataset, model=replace(shop.MODEL, entities=(lines, replace(invoices, fields=fields))))
    counter.catalog._datasets["d_shop"] = private
    ask(counter, "store table invoices")
    assert "South" not in json.dumps(page(counter)[1])
    ask(counter, "store values invoices firm")
    text, blocks = page(counter)
    assert text == "firm of invoices is personal data: its values are not shown here."
    assert "South" not in json.dumps(blocks)


@pytest.mark.parametrize(
    "words", ["store", "store rows lines", "store table lines", "store values lines brand", "store sync"]
)
def test_who_is_not_in_the_channel_sees_nothing(counter: Office, words: str) -> None:
    """Nor is anything seen in another channel, or by a guest."""
    ask(counter, words, user="U9")
    counter.bot.members.add((OTHER_CHANNEL, PERSON))
    ask(counter, words, channel=OTHER_CHANNEL)
    ask(counter, words, user="U9", channel="D9")
    ask(counter, words, user=GUEST)
    assert [each[1] for each in counter.bot.responses] == [NOTHING_HERE] * 3 + [NOT_FOR_GUESTS]
    assert counter.outbox.sent == []


def test_in_a_direct_message_people_see_the_data_of_their_channels(counter: Office) -> None:
    """Of those they are in now."""
    counter.catalog.remember_member(WORKSPACE, CHANNEL, COLLEAGUE)
    ask(counter, "store rows shop.invoices size 1", user=COLLEAGUE, channel="D2")
    assert page_text(counter).startswith("1 to 1 of 42 rows of invoices")
    counter.bot.members.discard((CHANNEL, COLLEAGUE))
    ask(counter, "store rows shop.invoices", user=COLLEAGUE, channel="D2")
    assert page_text(counter) == NOTHING_HERE


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("store rows linse", "There is no table “linse” here; there is lines and invoices."),
        ("store rows shop", "“shop” may be shop.lines or shop.invoices: say which."),
        ("store rows lines sort -valuee", "There is no column “valuee” in lines; did you mean “value”?"),
        ("store rows lines columns a;b", "There is no column “a;b” in lines."),
        ("store values lines nothing", "There is no column “nothing” in lines."),
        ("store status nowhere", "There is no data set “nowhere” here; there is shop."),
        ("store rows lines page two", "“page” takes a whole number from 1 to 20,000,000."),
        ("store rows lines search nosuchtext", "There are no rows of lines that contain “nosuchtext”."),
        ("store rows invoices page 9", "There are only 42 rows of invoices."),
        ("store rows lines search nosuchtext csv", "There are no rows to put into a file."),
    ],
)
def test_what_cannot_be_shown_is_said_in_one_sentence(counter: Office, words: str, said: str) -> None:
    """With what there is."""
    ask(counter, words)
    assert page_text(counter) == said


def test_where_several_data_sets_have_a_table_its_data_set_is_said_with_it(counter: Office) -> None:
    """Names in front make it one."""
    other = replace(counter.dataset, id="d_other", name="market", label="Market")
    counter.catalog._datasets["d_other"] = other
    counter.shelf(other).pointer = shop_store.manifest(dataset_id="d_other")
    ask(counter, "store rows lines")
    assert page_text(counter) == "“lines” may be market.lines or shop.lines: say which."
    ask(counter, "store rows MARKET.lines size 2")
    assert page_text(counter).startswith("1 to 2 of 600 rows of lines")


def test_an_engine_that_takes_too_long_says_so_at_once(office: Office) -> None:
    """Trying again would take as long."""
    stocked(office)
    office.runner.failure = TimedOutError("That took too long.")  # type: ignore[attr-defined]
    ask(office, "store rows lines")
    assert page_text(office) == "That took too long."


@pytest.mark.parametrize("error", [TransientError("away"), InternalError("broken")])
def test_other_faults_are_the_queues_to_try_again(office: Office, error: Exception) -> None:
    """And the alarm's to tell of."""
    stocked(office)
    office.runner.failure = error  # type: ignore[attr-defined]
    with pytest.raises(type(error)):
        ask(office, "store rows lines")


def test_a_store_that_is_switched_off_shows_and_does_not_sync(counter: Office) -> None:
    """What is there may still be looked at."""
    counter.settings = StoreSettings(enabled=False)
    ask(counter, "store")
    _, blocks = page(counter)
    assert SWITCHED_OFF in json.dumps(blocks)
    assert "Sync now" not in buttons(blocks)
    ask(counter, "store sync")
    assert page_text(counter) == SWITCHED_OFF
    assert counter.outbox.sent == []


def test_rows_are_asked_of_the_catalogue_and_the_engine_there_are(
    database: Database, shop_file: Path, engine: DuckDbQueryRunner
) -> None:
    """Published in PostgreSQL, read from a file by the child process."""
    catalog, office = PostgresDatasetCatalog(database), Office()
    catalog.register(shop.dataset(shop_file))
    snapshot = shop.dataset(shop_file).snapshot
    assert snapshot is not None
    assert catalog.publish("d_shop", snapshot, shop.MODEL)
    office.shelf(shop.dataset(shop_file)).pointer = shop_store.manifest()
    display = StoreDisplay(catalog, engine, office.shelf, office.syncs, office.clock, office.settings)
    actor = StoreActor(display, office.outbox)
    message = office.action(
        ActionKind.STORE, "rows lines sort sold_on, value search asha columns sold_on, brand size 2"
    )
    actor.act(message, office.bot)
    _, blocks = page(office)
    first, second = sorted(row[0] for row in shop.line_rows() if row[1] == "Asha" and row[0])[:2]
    assert table_of(blocks)[1:] == [[f"{each:%-d %b %Y}", "Asha"] for each in (first, second)]
