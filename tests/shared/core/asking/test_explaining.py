"""Questions for what words and papers say are told from questions for rows."""

from __future__ import annotations

import time

import pytest

from shared.core.asking.explaining import explains


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("what does ASP mean?", "ASP"),
        ("What does “gross total” mean in this table?", "gross total"),
        ("what do you mean by net value", "net value"),
        ("what is meant by the churn rate?", "churn rate"),
        ("what's the definition of an active client", "active client"),
        ("How is revenue calculated?", "revenue"),
        ("how are the sales defined here?", "sales"),
        ("how do we calculate gross margin", "gross margin"),
        ("what is our refund policy?", "refund policy"),
        ("what are the terms and conditions for dealers?", "terms and conditions for dealers"),
        ("what is the process for returning goods", "process for returning goods"),
        ("define churn", "churn"),
        ("Please explain the restocking fee.", "restocking fee"),
        ("can you explain what EBITDA is?", "EBITDA"),
        ("what does the handbook say about overtime?", "overtime the handbook"),
        ("according to the travel guide, who approves flights?", "the travel guide who approves flights"),
        ("meaning of net value", "net value"),
        ("ASP ka matlab kya hai?", "ASP"),
        ("net value kya hota hai", "net value"),
        ("revenue kaise calculate hota hai?", "revenue"),
    ],
)
def test_a_question_of_meaning_names_its_thing(question: str, thing: str) -> None:
    """Whatever it is wrapped in."""
    assert explains(question) == thing


@pytest.mark.parametrize(
    "question",
    [
        "what is the total revenue?",
        "what is revenue by brand",
        "how many refunds were there last month?",
        "why did sales fall in June?",
        "explain why sales fell",
        "explain the drop in revenue",
        "explain sales by region",
        "define",
        "what does it cost?",
        "top 5 brands",
        "mean price by brand",
        "show me the process times",
        "what are the average delays",
        "",
    ],
)
def test_a_question_for_rows_is_none(question: str) -> None:
    """What moved a number, and what a number is, are read from the rows."""
    assert explains(question) is None


@pytest.mark.parametrize("text", ["what does " + "a " * 50_000, "explain " + "the " * 80, "x kya " * 49, "?" * 299])
def test_a_long_text_takes_no_time(text: str) -> None:
    """Whatever its words."""
    began = time.perf_counter()
    explains(text)
    assert time.perf_counter() - began < 0.05
