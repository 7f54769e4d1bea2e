"""A file that seems to belong to a data set is asked about; each way of answering has one outcome."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from shared.app import choose_version, place_tables
from shared.app.act import NOT_CHANGED_BY_GUESTS
from shared.core.errors import InternalError, TransientError, UserError
from shared.core.ingest.report import CleanColumn
from shared.core.ingest.versions.choices import Choice
from shared.core.table.types import DataType
from shared.ports.outbox import Queue
from tests.fakes.faults import Killed
from tests.fakes.mill import AMOUNT, CITY, Mill, table
from tests.fakes.office import CHANNEL, COLLEAGUE, GUEST, PERSON, WORKSPACE

if TYPE_CHECKING:
    from tests.fakes.messenger import Posted

OLD = (("Pune", 12), ("Agra", 7))
NEW = (("Delhi", 1), ("Agra", 9), ("Kochi", 3))
PRICE = CleanColumn("price", "Price", DataType.INTEGER, ("5",))
WORDS = CleanColumn("amount", "Amount", DataType.BOOLEAN, ("yes",))


@pytest.fixture
def mill() -> Mill:
    """With a data set of one file."""
    made = Mill()
    made.shared()
    return made


def labels(mill: Mill, file_id: str = "F2") -> list[str]:
    """What the buttons of a file's message say."""
    return list(mill.buttons(file_id))


def all_text(message: Posted) -> str:
    """Everything a message says."""
    return json.dumps(message.blocks, ensure_ascii=False) + message.text


def test_a_file_of_the_same_name_is_asked_about(mill: Mill) -> None:
    """Nothing is written; the reply says what it is, how it compares, and offers what works."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    said = mill.message("F2")
    assert said.text == "Sales.csv looks like it belongs to Sales, which has 2 rows. What should I do with it?"
    assert "3 rows, 2 columns" in all_text(said)
    assert "It has the same columns as before." in all_text(said)
    assert labels(mill) == ["New version", "Add these rows", "Replace the rows", "Keep it apart"]
    assert mill.changes() == ["first"]
    assert mill.snapshots_asked() == 1


def test_a_file_of_another_name_with_the_same_columns_is_asked_about(mill: Mill) -> None:
    """It is rather more rows than a newer version."""
    mill.shared("February.csv", table(*NEW, name="february"), file_id="F2")
    assert labels(mill) == ["Add these rows", "Replace the rows", "New version", "Keep it apart"]
    assert len(mill.datasets()) == 1


def test_the_closest_data_set_is_meant(mill: Mill) -> None:
    """Of several that are alike, the one that shares most columns."""
    wide = table((1, "Pune", 2, 3), columns=(PRICE, CITY, AMOUNT, CleanColumn("id", "Id", DataType.INTEGER)))
    mill.shared("Wide.csv", wide, file_id="F2")
    mill.shared("More.csv", table((1, "Agra", 2), columns=(PRICE, CITY, AMOUNT), name="more"), file_id="F3")
    assert "belongs to Wide" in mill.message("F3").text
    assert "is not in this file" in all_text(mill.message("F3"))


def test_a_file_of_other_columns_is_a_data_set_of_its_own(mill: Mill) -> None:
    """Nobody is asked what is clear."""
    mill.shared("Prices.csv", table((5,), columns=(PRICE,), name="prices"), file_id="F2")
    assert [each.label for each in mill.datasets()] == ["Prices", "Sales"]


def test_a_data_set_of_another_channel_is_never_meant(mill: Mill) -> None:
    """Its name alone would tell people of it."""
    mill.share("Sales.csv", table(*NEW), file_id="F2", channel="C2")
    mill.ingest("F2")
    assert labels(mill) == []
    assert len(mill.datasets()) == 2


@pytest.mark.parametrize(
    ("choice", "rows", "changes"),
    [
        (Choice.ADD, [*OLD, *NEW], ["first", "appended"]),
        (Choice.REPLACE, list(NEW), ["first", "replaced"]),
        (Choice.RENEW, list(NEW), ["first", "renewed"]),
        (Choice.APART, list(OLD), ["first"]),
    ],
)
@pytest.mark.parametrize("name", ["Sales.csv", "February.csv"])
def test_what_was_chosen_is_done(mill: Mill, choice: Choice, rows: list[object], changes: list[str], name: str) -> None:
    """The file is read again, under the names of the data set, and a snapshot announces it."""
    mill.shared(name, table(*NEW, name="other"), file_id="F2")
    mill.click(choice, "F2")
    assert "chose" in all_text(mill.message("F2"))
    assert mill.buttons("F2") == {}
    mill.work()
    sales = next(each for each in mill.datasets() if each.label == "Sales")
    assert mill.rows(sales.id) == rows
    assert mill.changes(sales.id) == changes
    assert [each.name for each in mill.tables.tables(sales.id)] == ["sales"]
    sent = mill.office.outbox.of(Queue.SNAPSHOTS)[-1].body
    assert sent["file_id"] == "C1/F2"
    if choice is Choice.APART:
        own = next(each for each in mill.datasets() if each.id != sales.id)
        assert own.label == ("Sales (2)" if name == "Sales.csv" else "February")
        assert (sent["dataset_id"], mill.rows(own.id)) == (own.id, list(NEW))


def test_replacing_asks_whether_it_is_meant(mill: Mill) -> None:
    """The rows before are gone with it; nothing else needs the question."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    asked = {label: "confirm" in button for label, button in mill.buttons("F2").items()}
    assert asked == {"New version": False, "Add these rows": False, "Replace the rows": True, "Keep it apart": False}


def test_drift_that_can_be_mapped_is_said_and_mapped(mill: Mill) -> None:
    """A new column is named before anybody chooses."""
    drifted = table(("Delhi", 1, 5), columns=(CITY, AMOUNT, PRICE))
    mill.shared("Sales.csv", drifted, file_id="F2")
    assert "“Price” is new" in all_text(mill.message("F2"))
    mill.click(Choice.ADD, "F2")
    mill.work()
    assert mill.rows() == [("Pune", 12, None), ("Agra", 7, None), ("Delhi", 1, 5)]


def test_drift_that_cannot_be_mapped_is_refused_with_its_reason(mill: Mill) -> None:
    """Only what works is offered."""
    mill.shared("Sales.csv", table(("Delhi", True), columns=(CITY, WORDS)), file_id="F2")
    assert labels(mill) == ["New version", "Keep it apart"]
    assert "holds whole numbers in the data set, and yes or no in this file" in all_text(mill.message("F2"))
    mill.click(Choice.RENEW, "F2")
    mill.work()
    assert mill.rows() == [("Delhi", True)]


def test_a_file_of_another_name_whose_columns_changed_their_kind_is_told_why(mill: Mill) -> None:
    """It is rather the next file with a fault than another table; kept apart in silence, nobody would find it."""
    as_text = CleanColumn("amount", "Amount", DataType.TEXT, ("12", "seven"))
    mill.shared("March.csv", table(("Pune", "seven"), name="march", columns=(CITY, as_text)), file_id="F2")
    assert labels(mill) == ["Keep it apart", "New version"]
    assert "such as “12” in this file" in all_text(mill.message("F2"))
    mill.click(Choice.APART, "F2")
    mill.work()
    assert [each.label for each in mill.datasets()] == ["March", "Sales"]
    assert mill.rows() == [("Pune", "seven")]


@pytest.mark.parametrize("choice", [Choice.REPLACE, Choice.RENEW])
def test_what_takes_the_place_of_rows_keeps_its_own_types(mill: Mill, choice: Choice) -> None:
    """A column that was text for a typo, and is numbers in the corrected file, is numbers from now on."""
    as_text = CleanColumn("amount", "Amount", DataType.TEXT, ("12", "seven"))
    mill.shared(
        "Costs.csv", table(("Pune", "12"), ("Agra", "seven"), name="costs", columns=(CITY, as_text)), file_id="F8"
    )
    mill.click(Choice.APART, "F8")
    mill.work()
    mill.shared("Costs.csv", table(*OLD, name="costs"), file_id="F9")
    mill.click(choice, "F9", event_id="second")
    mill.work()
    costs = next(each for each in mill.datasets() if each.label == "Costs")
    (shape,) = mill.tables.tables(costs.id)
    assert [(each.name, each.type) for each in shape.columns] == [("city", DataType.TEXT), ("amount", DataType.INTEGER)]


def test_two_people_who_choose_otherwise_get_the_first_choice(mill: Mill) -> None:
    """The second is told who chose what; nothing else happens."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    value = mill.click(Choice.ADD, "F2", user=COLLEAGUE)
    mill.click(Choice.REPLACE, "F2", value=value.replace("add", "replace"))
    assert mill.office.told() == [
        f"That is settled: <@{COLLEAGUE}> chose “Add these rows”. Its outcome stands in the thread."
    ]
    mill.work()
    mill.click(Choice.RENEW, "F2", value=value.replace("add", "renew"))
    assert len(mill.office.told()) == 2
    assert mill.waiting() == []
    assert mill.changes() == ["first", "appended"]


def test_clicking_twice_is_clicking_once(mill: Mill) -> None:
    """Before and after it is done; the message shows what was chosen, so that nothing more is said."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    value = mill.click(Choice.ADD, "F2")
    mill.click(Choice.ADD, "F2", value=value, event_id="another")
    mill.work()
    mill.click(Choice.ADD, "F2", value=value, event_id="a third")
    assert mill.waiting() == []
    assert len(mill.rows()) == 5
    assert mill.office.told() == []


def test_a_guest_chooses_nothing(mill: Mill) -> None:
    """Nor does somebody who is not in the channel; both are told."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    value = mill.click(Choice.ADD, "F2", user=GUEST)
    mill.click(Choice.ADD, "F2", value=value, user="U9")
    assert mill.office.told() == [NOT_CHANGED_BY_GUESTS, choose_version.NOT_IN_HERE]
    assert mill.waiting() == []


def test_a_file_shared_anew_makes_older_buttons_void(mill: Mill) -> None:
    """They were about other rows."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    old = mill.buttons("F2")["Add these rows"]["value"]
    mill.share("Sales.csv", table(("Delhi", 2)), file_id="F2")
    mill.ingest("F2", "0B")
    mill.click(Choice.ADD, "F2", value=old)
    assert mill.office.told() == [choose_version.ASKED_ANEW]
    mill.click(Choice.ADD, "F2")
    mill.work()
    assert mill.rows() == [*OLD, ("Delhi", 2)]


def test_a_choice_for_a_version_that_is_read_anew_says_so(mill: Mill) -> None:
    """While the newer one is on its way there is nothing to choose."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    old = mill.buttons("F2")["Add these rows"]["value"]
    mill.office.ingestions.begin("T1", "C1/F2", "0B", mill.office.ingestions.find("T1", "C1/F2").told)  # type: ignore[union-attr]
    mill.click(Choice.ADD, "F2", value=old)
    assert mill.office.told() == [choose_version.SHARED_ANEW]


@pytest.mark.parametrize("value", ["", "add", "add|F9|0A:1", "burn|F2|0A:1", "add|F2|", "add|F2|0A:9"])
def test_a_button_that_is_not_ours_does_nothing(mill: Mill, value: str) -> None:
    """Its person is told what to do."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    mill.click(Choice.ADD, "F2", value=value or "x")
    (told,) = mill.office.told()
    assert told in {choose_version.GONE, choose_version.ASKED_ANEW}
    assert mill.waiting() == []


def test_rows_that_came_meanwhile_are_not_replaced_unseen(mill: Mill) -> None:
    """The dialog spoke of other rows: people are asked again, and may choose again."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    mill.shared("Sales.csv", table(("Goa", 8)), file_id="F3")
    mill.click(Choice.ADD, "F3")
    mill.work()
    mill.click(Choice.REPLACE, "F2")
    mill.work()
    assert place_tables.ROWS_CHANGED in all_text(mill.message("F2"))
    assert "which has 3 rows" in mill.message("F2").text
    assert mill.changes() == ["first", "appended"]
    mill.click(Choice.REPLACE, "F2")
    mill.work()
    assert mill.rows() == list(NEW)


def test_rows_are_added_to_what_is_there_now(mill: Mill) -> None:
    """Adding and a new version lose nothing, whatever came meanwhile."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    mill.shared("Sales.csv", table(("Goa", 8)), file_id="F3")
    mill.click(Choice.RENEW, "F3")
    mill.work()
    mill.click(Choice.ADD, "F2")
    mill.work()
    assert mill.rows() == [("Goa", 8), *NEW]


def test_what_cannot_be_added_any_more_is_asked_again(mill: Mill) -> None:
    """The data set took another shape meanwhile; what works now is offered."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    mill.shared("Sales.csv", table(("Goa", True), columns=(CITY, WORDS)), file_id="F3")
    mill.click(Choice.RENEW, "F3")
    mill.work()
    mill.click(Choice.ADD, "F2")
    mill.work()
    assert place_tables.CANNOT_BE_ADDED in all_text(mill.message("F2"))
    assert labels(mill) == ["New version", "Keep it apart"]
    mill.click(Choice.APART, "F2")
    mill.work()
    assert [each.label for each in mill.datasets()] == ["Sales", "Sales (2)"]


def test_a_file_that_is_not_stored_any_more_says_so(mill: Mill) -> None:
    """Raw files are kept for a while only; a choice may come later."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    said = mill.message("F2")
    mill.click(Choice.ADD, "F2")
    del mill.raw_files.files[mill.keys["F2"]]
    with pytest.raises(UserError) as gone:
        mill.work()
    mill.ingester().give_up(mill.keys["F2"], gone.value)
    now = next(each for each in mill.office.bot.messages if each.ts == said.ts)
    assert "no longer stored; please share it again" in now.text


def test_a_data_set_that_is_gone_says_so(mill: Mill) -> None:
    """There is nothing left to add to."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    mill.click(Choice.ADD, "F2")
    mill.office.catalog._datasets.clear()
    with pytest.raises(UserError, match="not here any more"):
        mill.work()


def test_an_edited_file_whose_rows_were_added_is_asked_about(mill: Mill) -> None:
    """Renewing in silence would take the rows of others with it."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    mill.click(Choice.ADD, "F2")
    mill.work()
    mill.share("Sales.csv", table(*NEW, ("Goa", 1)), file_id="F2")
    mill.ingest("F2", "0B")
    assert place_tables.ADDED_BEFORE in all_text(mill.message("F2"))
    assert mill.changes() == ["first", "appended"]


def test_an_edited_file_that_others_renewed_is_asked_about(mill: Mill) -> None:
    """What stands there is not its own any more."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    mill.click(Choice.RENEW, "F2")
    mill.work()
    mill.share("Sales.csv", table(("Goa", 1)), file_id="F1")
    mill.ingest("F1", "0B")
    assert labels(mill, "F1")[0] == "New version"
    assert place_tables.ADDED_BEFORE not in all_text(mill.message("F1"))
    assert mill.rows() == list(NEW)


def test_an_edited_file_kept_apart_goes_on_apart(mill: Mill) -> None:
    """Nobody is asked twice."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    mill.click(Choice.APART, "F2")
    mill.work()
    mill.share("Sales.csv", table(("Goa", 1)), file_id="F2")
    mill.ingest("F2", "0B")
    own = next(each for each in mill.datasets() if each.label == "Sales (2)")
    assert mill.rows(own.id) == [("Goa", 1)]


def test_an_edited_copy_is_not_added_without_a_thought(mill: Mill) -> None:
    """How many of its rows are there is said before anybody presses, and another button stands out."""
    mill.shared("February.csv", table(OLD[0], *NEW, name="february"), file_id="F2")
    assert "1 of the 4 rows is in it already, exactly so: added, it would count twice." in all_text(mill.message("F2"))
    assert labels(mill) == ["New version", "Add these rows", "Replace the rows", "Keep it apart"]


def test_a_file_of_rows_that_are_all_there_is_added_last(mill: Mill) -> None:
    """Whatever it is called, and however it is written; what else the data set has would be gone with renewing."""
    mill.shared("February.csv", table(*reversed(OLD), name="february"), file_id="F2")
    assert "All of its rows are in it already: added, each would count twice." in all_text(mill.message("F2"))
    assert labels(mill) == ["New version", "Replace the rows", "Keep it apart", "Add these rows"]
    mill.shared("March.csv", table(OLD[0], name="march"), file_id="F3")
    assert "Its only row is in it already" in all_text(mill.message("F3"))
    assert labels(mill, "F3") == ["Keep it apart", "New version", "Replace the rows", "Add these rows"]


def test_adding_that_would_break_a_key_is_told_beforehand() -> None:
    """How many rows have a key that is there; then a newer version is likelier than more rows."""
    mill = Mill()
    mill.shared("Sales.csv", table(*OLD, key=("city",)))
    mill.shared("February.csv", table(*NEW, name="february", key=("city",)), file_id="F2")
    said = "1 of the 3 rows has the same “City” as a row in it: added, “City” would no longer tell the rows apart."
    assert said in all_text(mill.message("F2"))
    assert labels(mill)[0] == "New version"


def test_each_table_of_a_file_is_held_against_its_own(mill: Mill) -> None:
    """And what is there of it is said with its name."""
    both = (table(*OLD), table(*NEW, name="returns"))
    mill.shared("Both.zip", *both, file_id="F2")
    mill.shared("Again.zip", table(*OLD, ("Goa", 1)), table(("Leh", 1), name="returns"), file_id="F3")
    said = all_text(mill.message("F3"))
    assert "“Sales”: 2 of the 3 rows are in it already" in said
    assert "“Returns”:" not in said


def test_the_same_rows_again_change_nothing(mill: Mill) -> None:
    """A file shared twice by mistake is not counted twice, even where somebody adds it."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    mill.click(Choice.ADD, "F2")
    mill.work()
    mill.shared("Sales.csv", table(*NEW), file_id="F3")
    assert place_tables.HELD_ALREADY in all_text(mill.message("F3"))
    mill.click(Choice.ADD, "F3")
    mill.work()
    assert mill.changes() == ["first", "appended"]


def test_of_two_first_files_of_a_name_the_later_is_asked_about() -> None:
    """However close they come: one is written, and nothing takes its place unasked."""
    mill = Mill()
    mill.share("Sales.csv", table(*OLD), file_id="F1")
    mill.share("Sales.csv", table(*NEW), file_id="F2")

    def overtake() -> None:
        if mill.faults.seen[-1] == ("before", "write"):
            mill.faults.watch = None
            mill.ingest("F2", "0B")

    mill.faults.watch = overtake
    mill.ingest("F1", "0A")
    assert mill.changes() == ["first"]
    assert mill.rows() == list(NEW)
    assert labels(mill, "F1") == ["New version", "Add these rows", "Replace the rows", "Keep it apart"]
    mill.click(Choice.ADD, "F1")
    mill.work()
    assert mill.changes() == ["first", "appended"]
    assert len(mill.rows()) == len(OLD) + len(NEW)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("method", ["metadata", "begin", "find", "show", "fetch", "read", "write", "finish", "send"])
@pytest.mark.parametrize("choice", [Choice.ADD, Choice.REPLACE, Choice.RENEW, Choice.APART])
@pytest.mark.parametrize("error", [Killed(), TransientError("away")])
def test_whatever_dies_the_choice_is_done_once(
    mill: Mill, choice: Choice, moment: str, method: str, error: BaseException
) -> None:
    """A redelivery ends with one version and one message, wherever the first was killed."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    mill.click(choice, "F2")
    ((key, sequencer),) = mill.waiting()
    mill.faults.plan(moment, method, error)
    with pytest.raises((Killed, TransientError)):
        mill.ingester().ingest(key, sequencer)
    mill.office.clock.advance(minutes=16)
    mill.ingester().ingest(key, sequencer, redelivered=True)
    sales = next(each for each in mill.datasets() if each.label == "Sales")
    expected = {Choice.ADD: 5, Choice.REPLACE: 3, Choice.RENEW: 3, Choice.APART: 2}
    assert len(mill.rows(sales.id)) == expected[choice]
    assert len(mill.changes(sales.id)) == (1 if choice is Choice.APART else 2)
    assert len(mill.datasets()) == (2 if choice is Choice.APART else 1)
    assert len(mill.office.bot.messages) == 2
    assert mill.office.outbox.of(Queue.SNAPSHOTS)[-1].body["file_id"] == "C1/F2"


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("method", ["show", "of"])
@pytest.mark.parametrize("error", [Killed(), InternalError("a defect")])
def test_a_click_that_died_is_carried_out(mill: Mill, moment: str, method: str, error: BaseException) -> None:
    """The choice may be recorded and nobody asked to do it: the redelivered click sees to that."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    value = mill.buttons("F2")["Add these rows"]["value"]
    mill.faults.plan(moment, method, error)
    with pytest.raises((Killed, InternalError)):
        mill.click(Choice.ADD, "F2", value=value)
    mill.click(Choice.ADD, "F2", value=value, redelivered=True)
    mill.work()
    assert len(mill.rows()) == 5


def test_a_queue_that_is_away_is_tried_again(mill: Mill) -> None:
    """The first choice stays the first."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    value = mill.buttons("F2")["Add these rows"]["value"]
    mill.office.outbox.failing = True
    with pytest.raises(TransientError):
        mill.click(Choice.ADD, "F2", value=value)
    mill.office.outbox.failing = False
    mill.click(Choice.RENEW, "F2", value=value.replace("add", "renew"), user=COLLEAGUE)
    assert f"<@{PERSON}> chose “Add these rows”" in mill.office.told(COLLEAGUE)[-1]
    mill.click(Choice.ADD, "F2", value=value, redelivered=True)
    mill.work()
    assert mill.changes() == ["first", "appended"]


def test_the_same_event_twice_asks_once(mill: Mill) -> None:
    """A redelivered event says the question again at most; it does not read the file."""
    mill.shared("Sales.csv", table(*NEW), file_id="F2")
    readings = len(mill.reader.rules)
    mill.office.bot.update("C1", mill.message("F2").ts, "lost")
    assert not mill.ingest("F2", redelivered=True)
    assert len(mill.reader.rules) == readings
    assert labels(mill)[0] == "New version"


def test_added_rows_that_break_the_key_are_told() -> None:
    """Answers may count something twice now: the report says so, and how many rows do."""
    mill = Mill()
    mill.shared("Sales.csv", table(("Pune", 12), ("Agra", 7), key=("city",)))
    mill.share("More sales.csv", table(("Pune", 9), ("Goa", 1)), file_id="F2")
    mill.ingest("F2")
    mill.click(Choice.ADD, "F2")
    mill.work()
    found = mill.office.ingestions.find(WORKSPACE, f"{CHANNEL}/F2")
    assert found is not None
    assert found.report is not None
    told = found.report.tables[0].repairs[0]
    assert told.what == "rows now have the same “City” as another row, and no two had before"
    assert (told.count, told.unit, told.to_check) == (1, "row", True)
