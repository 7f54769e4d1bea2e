"""`make bench`: every section, or those named: python -m infra.local.bench reading answers."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from infra.local.bench import answers, crashes, first_answer, ingestion, reading, store, suites, sync, versions
from infra.local.bench.machine import machine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from infra.local.bench.table import Table

SECTIONS: dict[str, Callable[..., Table]] = {
    "reading": reading.run,
    "answers": answers.run,
    "first": first_answer.run,
    "suites": suites.run,
    "ingestion": ingestion.run,
    "versions": versions.run,
    "crashes": crashes.run,
    "sync": sync.run,
    "store": store.run,
}
_CASCADE = (
    "The cascade against a provider that misbehaves prints its figures in its test: "
    "CASCADE_QUESTIONS=100 pytest -s tests/shared/app/test_ask_models.py -k provider_does"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the machine, then each section's table as it is done."""
    parser = argparse.ArgumentParser(prog="make bench", description="What the program takes on this machine.")
    parser.add_argument(
        "sections", nargs="*", choices=[[], *SECTIONS], help="what to measure; everything when left out"
    )
    parser.add_argument("--tiny", action="store_true", help="a few rows and questions, to see that it runs")
    chosen = parser.parse_args(arguments)
    started = time.perf_counter()
    print(machine(), flush=True)
    for name in chosen.sections or SECTIONS:
        print(f"\n{SECTIONS[name](tiny=chosen.tiny).text()}", flush=True)
    print(f"\n{_CASCADE}\n{time.perf_counter() - started:.0f} s in all.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
