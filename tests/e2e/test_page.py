"""A person at the page: types a question and sees the answer."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from infra.local.smoke.scene import FLIGHTS, Scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver.remote.webdriver import WebDriver

    from infra.local.stack import LocalStack

pytestmark = [
    pytest.mark.stack,
    pytest.mark.browser,
    pytest.mark.xdist_group("stack"),
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        not (shutil.which("chromium") and shutil.which("chromedriver")),
        reason="the browser test needs Debian's packages chromium and chromium-driver",
    ),
]
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1500,1100",
)
_SECONDS = 30
# The page draws a list anew at each event, so an element that was just found may be gone: looked for once more.
_DRAWN_ANEW = (NoSuchElementException, StaleElementReferenceException)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[WebDriver]:
    """Debian's Chromium without a window, with a profile of its own."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in (*_FLAGS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(str(shutil.which("chromedriver"))))
    yield driver
    driver.quit()


def test_a_question_typed_on_the_page_is_answered_there(browser: WebDriver, stack: LocalStack) -> None:
    """The thread opens with the right number, a chart, a table, and a proof that unfolds on a click."""
    question = "how many flights by origin in May 2013"
    browser.get(f"{stack.slack_url}/?channel={FLIGHTS}")
    wait = WebDriverWait(browser, _SECONDS, ignored_exceptions=_DRAWN_ANEW)
    composer = wait.until(lambda page: page.find_element(By.CSS_SELECTOR, "[contenteditable], textarea"))
    composer.send_keys(f"@avexra {question}")
    composer.send_keys(Keys.ESCAPE)
    composer.send_keys(Keys.ENTER)
    asked = wait.until(
        lambda page: [
            each.get_attribute("data-ts")
            for each in page.find_elements(By.CSS_SELECTOR, ".message")
            if question in each.text and "repl" in each.text
        ]
    )[-1]
    browser.get(f"{stack.slack_url}/?channel={FLIGHTS}&thread={asked}")
    truth = Scene(stack).sql(
        "SELECT origin, count(*) FROM {flights}.flights WHERE year = 2013 AND month = 5 GROUP BY 1 ORDER BY 2 DESC"
    )
    thread = '.messages[data-list="thread"]'
    wait.until(lambda page: f"{truth[0][1]:,}" in page.find_element(By.CSS_SELECTOR, thread).text)
    wait.until(lambda page: page.find_elements(By.CSS_SELECTOR, f"{thread} svg"))
    wait.until(lambda page: len(page.find_elements(By.CSS_SELECTOR, f"{thread} tbody tr")) == len(truth))
    assert "SELECT" not in wait.until(lambda page: page.find_element(By.CSS_SELECTOR, thread).text)
    wait.until(lambda page: _clicked(page, f"{thread} summary", "How I got this"))
    wait.until(lambda page: "SELECT" in page.find_element(By.CSS_SELECTOR, thread).text)


def _clicked(page: WebDriver, selector: str, words: str) -> bool:
    """True when an element with those words was there and has been clicked."""
    for each in page.find_elements(By.CSS_SELECTOR, selector):
        if words in each.text:
            each.click()
            return True
    return False
