"""The main job, a check a promise. Each is a function of the scene; its docstring is what is printed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from infra.local.slack.workspace import GITA, PRIYA, SAM
from infra.local.smoke.renewing import (
    a_data_set_goes_back_to_an_older_version,
    a_file_of_known_columns_is_asked_about,
)
from infra.local.smoke.scene import (
    FLIGHTS,
    GENERAL,
    SALES,
    Scene,
    blocks,
    button,
    expect,
    numbers_in,
    same_numbers,
    table,
)
from infra.local.smoke.sharing import (
    a_csv_becomes_a_table,
    a_shared_model_teaches_its_words,
    a_workbook_becomes_tables,
    hostile_files_are_refused_with_a_reason,
)
from infra.local.smoke.storing import the_store_is_shown_paged_and_synced

if TYPE_CHECKING:
    from collections.abc import Callable

_JUNE = "flight_date >= '2013-06-01' AND flight_date < '2013-07-01'"


def a_question_gets_its_number(scene: Scene) -> None:
    """A mention gets one answer with the right number in its first sentence."""
    thread, reply = scene.ask(FLIGHTS, "how many flights were there in June 2013?")
    truth = scene.one(f"SELECT count(*) FROM {{flights}}.flights WHERE {_JUNE}")
    expect(Decimal(truth) in numbers_in(reply["text"]), f"{truth} is not in “{reply['text']}”")
    expect(len(scene.bot_replies(FLIGHTS, thread)) == 1, "there is more than one reply")


def a_breakdown_has_table_chart_and_proof(scene: Scene) -> None:
    """A breakdown comes with a native table of the right rows, a chart, and how it was found."""
    _, reply = scene.ask(FLIGHTS, "average departure delay by carrier")
    truth = scene.sql("SELECT carrier, avg(dep_delay) FROM {flights}.flights GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1")
    rows = table(reply)
    expect([row[0] for row in rows] == [row[0] for row in truth], "the carriers or their order are wrong")
    expect(same_numbers((row[1] for row in rows), (row[1] for row in truth)), "the averages are wrong")
    expect(blocks(reply, "data_visualization") or blocks(reply, "image"), "there is no chart")
    proof = json.dumps(blocks(reply, "container"))
    expect("SELECT" in proof, "the proof does not show the SQL")
    expect(blocks(reply, "context_actions"), "there are no feedback buttons")


def a_follow_up_changes_the_question(scene: Scene) -> None:
    """In the thread, without a mention, “only United” and “by month” change the last question."""
    thread, _ = scene.ask(FLIGHTS, "number of flights by origin in June 2013")
    _, reply = scene.ask(FLIGHTS, "only carrier UA", thread=thread)
    truth = scene.sql(
        f"SELECT origin, count(*) FROM {{flights}}.flights WHERE {_JUNE} AND carrier = 'UA' GROUP BY 1 ORDER BY 2 DESC"
    )
    expect([tuple(row) for row in table(reply)] == [tuple(row) for row in truth], "the follow-up is wrong")
    _, second = scene.ask(FLIGHTS, "top 2", thread=thread)
    expect([tuple(row) for row in table(second)] == [tuple(row) for row in truth[:2]], "the second follow-up is wrong")


def a_join_reaches_names(scene: Scene) -> None:
    """Asking by airline name joins the airlines to the flights."""
    _, reply = scene.ask(FLIGHTS, "top 5 airline names by number of flights")
    truth = scene.sql(
        """SELECT a.name, count(*) FROM {flights}.flights f LEFT JOIN {flights}.airlines a USING (carrier)
           GROUP BY 1 ORDER BY 2 DESC LIMIT 5"""
    )
    expect([tuple(row) for row in table(reply)] == [tuple(row) for row in truth], f"got {table(reply)}")


def tally_totals_agree(scene: Scene) -> None:
    """The Tally export answers by brand and by month with the sums PostgreSQL gives."""
    _, reply = scene.ask(SALES, "total value by brand")
    truth = scene.sql("SELECT brand, sum(value) FROM {sales_register}.sales_line_items GROUP BY 1 ORDER BY 2 DESC")
    expect(same_numbers((row[1] for row in table(reply)), (row[1] for row in truth)), "the totals by brand are wrong")
    _, monthly = scene.ask(SALES, "total value by month")
    months = scene.sql(
        "SELECT date_trunc('month', date), sum(value) FROM {sales_register}.sales_line_items GROUP BY 1 ORDER BY 1"
    )
    expect(same_numbers((row[1] for row in table(monthly)), (row[1] for row in months)), "the months are wrong")


def a_direct_message_is_answered_in_private(scene: Scene) -> None:
    """A direct message is answered there, over what its author may see."""
    control = scene.stack.control
    direct = control.open_home(PRIYA.id, "messages")
    ts = control.post(PRIYA.id, direct, "how many planes are there?")
    reply = scene.reply_after(direct, ts, ts)
    truth = scene.one("SELECT count(*) FROM {flights}.planes")
    expect(Decimal(truth) in numbers_in(reply["text"]), f"{truth} is not in “{reply['text']}”")


def a_slash_command_is_answered_in_a_thread(scene: Scene) -> None:
    """/avexra with a question is acknowledged to the asker alone, and answered in a thread of the channel."""
    control = scene.stack.control
    before = {each["ts"] for each in control.channel(SALES)}
    expect(control.slash(SAM.id, SALES, "/avexra", "top 3 brands by total value"), "the command was not acknowledged")

    def root() -> str:
        fresh = [each for each in control.channel(SALES) if each["ts"] not in before and "asks" in each["text"]]
        return str(fresh[0]["ts"]) if fresh else ""

    thread = str(control.wait_for(root, 30, "the question in the channel"))
    reply = scene.reply_after(SALES, thread, thread)
    truth = scene.sql(
        "SELECT brand, sum(value) FROM {sales_register}.sales_line_items GROUP BY 1 ORDER BY 2 DESC LIMIT 3"
    )
    expect([row[0] for row in table(reply)] == [row[0] for row in truth], f"got {table(reply)}")


def an_empty_mention_gets_help(scene: Scene) -> None:
    """A mention without words gets help with questions that work when they are pressed."""
    thread, reply = scene.ask(FLIGHTS, "")
    asked = button(reply, "avexra_ask_")
    scene.stack.control.click(PRIYA.id, FLIGHTS, reply["ts"], asked["action_id"])
    answer = scene.reply_after(FLIGHTS, thread, reply["ts"])
    expect(blocks(answer, "container"), f"“{asked['value']}” was not answered: {answer['text']}")


def what_cannot_be_answered_is_said(scene: Scene) -> None:
    """A question about something else gets a plain sentence and questions that can be answered."""
    for text in ("what is the weather in Paris tomorrow?", "delete all flights", "how many unicorns by galaxy?"):
        _, reply = scene.ask(FLIGHTS, text)
        expect(not blocks(reply, "data_table"), f"“{text}” got a table")
        button(reply, "avexra_ask_")


def an_answer_is_pinned_exported_and_rated(scene: Scene) -> None:
    """Pin, CSV and feedback do what they say; the Home tab shows the pin."""
    control = scene.stack.control
    thread, reply = scene.ask(SALES, "total value by client type")
    control.click(PRIYA.id, SALES, reply["ts"], "avexra_pin")
    control.wait_for(lambda: "total value by client type" in json.dumps(control.home(PRIYA.id) or {}), 30, "the pin")
    control.click(PRIYA.id, SALES, reply["ts"], "avexra_csv")

    def exported() -> list[str]:
        shared = [file for each in control.replies(SALES, thread) for file in each.get("files", ())]
        return [str(file["id"]) for file in shared if str(file["name"]).endswith(".csv")]

    (file_id, *_) = control.wait_for(exported, 30, "the CSV")
    lines = control.file_content(file_id).decode("utf-8-sig").splitlines()
    truth = scene.one("SELECT count(DISTINCT client_type) FROM {sales_register}.sales_line_items")
    expect(len(lines) == truth + 1, f"the CSV has {len(lines)} lines")
    helpful = blocks(reply, "context_actions")[0]["elements"][0]["positive_button"]["value"]
    control.click(PRIYA.id, SALES, reply["ts"], "avexra_feedback", value=helpful)
    control.wait_for(lambda: scene.one("SELECT count(*) FROM avexra.feedback") > 0, 30, "the feedback")


def a_digest_arrives_once(scene: Scene) -> None:
    """The schedule posts the sales digest, with last month's total, and firing it again posts nothing more."""
    control = scene.stack.control

    def digests() -> list[str]:
        return [each["ts"] for each in control.channel(SALES) if "Sales digest" in json.dumps(each)]

    scene.stack.aws.fire("DigestScheduleTimer")
    control.wait_for(digests, 30, "the digest")
    message = next(each for each in control.channel(SALES) if each["ts"] == digests()[0])
    first = datetime.now(UTC).date().replace(day=1)
    lines = "{sales_register}.sales_line_items"
    truth = scene.one(
        f"SELECT sum(value) FROM {lines} WHERE date >= %s::date - interval '1 month' AND date < %s::date", first, first
    )
    shown = json.dumps(message, ensure_ascii=False)
    expect(_said(truth, shown), f"{truth} is not in the digest")
    scene.stack.aws.fire("DigestScheduleTimer")
    _, _ = scene.ask(SALES, "how many sales line items")
    expect(len(digests()) == 1, "the digest came twice")


def _said(value: Decimal, text: str) -> bool:
    """Return whether the text says the value: to the whole, or in lakh or crore with two decimals."""
    sizes = ((1, Decimal("0.5")), (10**5, 500), (10**7, 50_000))
    return any(abs(each * scale - value) <= within for each in numbers_in(text) for scale, within in sizes)


def a_repeated_event_is_answered_once(scene: Scene) -> None:
    """Slack delivers an event again: there is still one answer."""
    control = scene.stack.control
    thread, _ = scene.ask(FLIGHTS, "how many airports")
    event = next(each for each in reversed(control.deliveries(kind="event")) if each["name"] == "app_mention")
    control.redeliver(event["event_id"])
    control.settle()
    scene.ask(FLIGHTS, "how many airlines")
    expect(len(scene.bot_replies(FLIGHTS, thread)) == 1, "the repeated event was answered again")


def a_rate_limit_delays_but_loses_nothing(scene: Scene) -> None:
    """Slack answers 429 and 500 for a while: the answer still comes, once."""
    control = scene.stack.control
    control.fault("chat.update", times=1, error="ratelimited", status=429, retry_after=1)
    control.fault("chat.postMessage", times=1, error="ratelimited", status=429, retry_after=1)
    thread, reply = scene.ask(FLIGHTS, "how many flights from JFK")
    control.clear_faults()
    truth = scene.one("SELECT count(*) FROM {flights}.flights WHERE origin = 'JFK'")
    expect(Decimal(truth) in numbers_in(reply["text"]), f"{truth} is not in “{reply['text']}”")
    expect(len(scene.bot_replies(FLIGHTS, thread)) == 1, "there is more than one reply")


def data_stays_in_its_channel(scene: Scene) -> None:
    """What was shared in #sales cannot be asked about in #flights, and a guest is refused."""
    _, reply = scene.ask(FLIGHTS, "total value by brand")
    expect(not blocks(reply, "data_table"), "another channel's data was shown")
    control = scene.stack.control
    ts = control.ask(GITA.id, GENERAL, "total amount by city")
    control.wait_for(lambda: control.ephemerals(GENERAL, GITA.id) or control.replies(GENERAL, ts), 30, "the refusal")
    expect(not any(blocks(each, "data_table") for each in control.replies(GENERAL, ts)), "a guest was answered")


def slack_had_nothing_to_complain_about(scene: Scene) -> None:
    """Over all of this the Web API refused no call of ours but the rate limits that were ordered."""
    refused = [
        each for each in scene.stack.control.calls() if not each.get("ok") and each.get("error") != "ratelimited"
    ]
    expect(not refused, f"{refused[:3]}")


CHECKS: tuple[Callable[[Scene], None], ...] = (
    a_question_gets_its_number,
    a_breakdown_has_table_chart_and_proof,
    a_follow_up_changes_the_question,
    a_join_reaches_names,
    tally_totals_agree,
    a_direct_message_is_answered_in_private,
    a_slash_command_is_answered_in_a_thread,
    an_empty_mention_gets_help,
    what_cannot_be_answered_is_said,
    a_csv_becomes_a_table,
    a_file_of_known_columns_is_asked_about,
    a_data_set_goes_back_to_an_older_version,
    a_workbook_becomes_tables,
    a_shared_model_teaches_its_words,
    hostile_files_are_refused_with_a_reason,
    an_answer_is_pinned_exported_and_rated,
    a_digest_arrives_once,
    a_repeated_event_is_answered_once,
    a_rate_limit_delays_but_loses_nothing,
    the_store_is_shown_paged_and_synced,
    data_stays_in_its_channel,
    slack_had_nothing_to_complain_about,
)
