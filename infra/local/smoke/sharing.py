"""Checks of shared files: what becomes of a table, a workbook, a semantic model, and of what is none of them."""

from __future__ import annotations

import json
from datetime import date

from infra.local.demo import samples
from infra.local.slack.workspace import PRIYA
from infra.local.smoke.scene import (
    GENERAL,
    SALES,
    Scene,
    blocks,
    expect,
    markup,
    numbers_in,
    same_numbers,
    table,
)

_SUGGESTED = 3


def a_csv_becomes_a_table(scene: Scene) -> None:
    """A shared CSV is reported with its rows and repairs; its questions work, and so does one of our own."""
    file = samples.orders_csv(date(2024, 1, 1))
    report = scene.upload(GENERAL, file.name, file.data)
    truth = scene.one("SELECT count(*) FROM {orders}.orders")
    expect(str(truth) in report["text"] or truth in numbers_in(report["text"]), f"{truth} rows: “{report['text']}”")
    suggested = [e for block in blocks(report, "actions") for e in block["elements"] if "ask" in e["action_id"]]
    expect(len(suggested) == _SUGGESTED, f"{len(suggested)} questions are suggested")
    thread = report["thread_ts"]
    for each in suggested:
        latest = scene.bot_replies(GENERAL, thread)[-1]["ts"]
        scene.stack.control.click(PRIYA.id, GENERAL, report["ts"], each["action_id"])
        answer = scene.reply_after(GENERAL, thread, latest)
        expect(blocks(answer, "container"), f"“{each['value']}” was not answered: {answer['text']}")
    _, reply = scene.ask(GENERAL, "total amount by city")
    sums = scene.sql("SELECT city, sum(amount) FROM {orders}.orders GROUP BY 1 ORDER BY 2 DESC, 1")
    expect([tuple(row) for row in table(reply)] == [(c, float(s)) for c, s in sums], f"got {table(reply)}")


def a_workbook_becomes_tables(scene: Scene) -> None:
    """Every sheet of an xlsx becomes a table; titles above the header do not disturb it."""
    file = samples.targets_workbook(2024)
    report = scene.upload(GENERAL, file.name, file.data)
    expect("2 tables" in report["text"], f"“{report['text']}”")
    _, reply = scene.ask(GENERAL, "total target by region")
    truth = scene.sql("SELECT region, sum(target) FROM {targets}.targets GROUP BY 1 ORDER BY 2 DESC, 1")
    rows = table(reply)
    expect([row[0] for row in rows] == [row[0] for row in truth], f"got {rows}")
    expect(same_numbers((row[1] for row in rows), (row[1] for row in truth)), f"got {rows}")


def a_shared_model_teaches_its_words(scene: Scene) -> None:
    """A model shared as YAML is in use at the next question; what does not fit is told; an empty one takes it away."""
    model = """
entities:
  sales_line_items:
    fields: {brand: {synonyms: [marque]}, colour: {synonyms: [shade]}}
    measures: {dearest_rate: {label: Dearest rate, aggregation: max, field: rate}}
"""
    told = scene.upload(SALES, "words.yaml", model.encode())
    expect("is in use: 1 measure, 1 described column and 1 synonym" in told["text"], told["text"])
    expect("there is no column “colour”" in json.dumps(told["blocks"], ensure_ascii=False), "the misfit is not told")
    _, reply = scene.ask(SALES, "dearest rate by marque")
    truth = scene.sql("SELECT brand, max(rate) FROM {sales_register}.sales_line_items GROUP BY 1")
    expect(same_numbers(sorted(row[1] for row in table(reply)), sorted(row[1] for row in truth)), "the rates are wrong")
    told = scene.upload(SALES, "words.yaml", b"{}")
    expect("model is taken away" in told["text"], told["text"])
    _, reply = scene.ask(SALES, "dearest rate by marque")
    expect(not blocks(reply, "data_table"), "the words are still known")


def hostile_files_are_refused_with_a_reason(scene: Scene) -> None:
    """Broken, empty and exploding files get a sentence, nothing is stored, and the next file still works."""
    before = scene.one("SELECT count(*) FROM avexra.datasets")
    for file in (each for each in samples.hostile_files() if each.data):  # Slack itself takes no empty file
        reply = scene.upload(GENERAL, file.name, file.data)
        expect("could not use" in reply["text"], f"{file.name}: “{reply['text']}”")
    expect(scene.one("SELECT count(*) FROM avexra.datasets") == before, "a refused file left a data set behind")
    formulas = samples.formulas_csv()
    reply = scene.upload(GENERAL, formulas.name, formulas.data)
    expect(not any("<!channel>" in text for text in markup(reply)), "a cell became a mention of the channel")
