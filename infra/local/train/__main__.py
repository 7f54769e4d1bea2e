"""`python -m infra.local.train SUITE...`: fit the local reader's ranker on suites, say what it is worth, write it.

For each suite the table is of weights fitted without it, so that it shows what carries over: right answers and answers
given before (the first reading) and after, the calibration error, and how often a right answer is more confident than
a wrong one (0.5 is chance). Cases that no answer can meet (an accepted result with a column of nothing) are left out.
With --report nothing is written, and what is in the tree is measured on the suites instead. README.md has the
figures of the last time.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from infra.local.train.report import decision_lines, reliability_lines, suite_lines
from infra.local.train.suites import read_suite
from infra.local.train.training import left_out, take, train
from infra.local.train.writing import weights_module
from shared.core.asking.ranker import FITTED
from shared.core.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.local.train.suites import Asked
    from infra.local.train.training import Taken
    from shared.core.asking.ranker import Weights

WEIGHTS = Path(__file__).resolve().parents[3] / "shared" / "core" / "asking" / "ranker_weights.py"
_THRESHOLDS = (0.0, 0.25, 0.5, 0.7, 0.8, 0.9)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.train", description=__doc__)
    parser.add_argument(
        "suites", nargs="+", type=Path, metavar="SUITE", help="a folder with questions.jsonl and tables"
    )
    parser.add_argument("--report", action="store_true", help="measure what is in the tree, fit and write nothing")
    chosen = parser.parse_args(arguments)
    try:
        asked = [each for folder in chosen.suites for each in read_suite(folder)]
    except UserError as error:
        print(f"train: {error}", file=sys.stderr)
        return 2
    if chosen.report:
        _print("As it stands:", asked, FITTED)
        return 0
    print("Each suite by weights fitted without it:")
    without = left_out(asked)
    print("\n".join(suite_lines(without)))
    print("\n".join(reliability_lines([each for part in without.values() for each in part])))
    weights = train(asked)
    WEIGHTS.write_text(weights_module(weights, [folder.name for folder in chosen.suites], len(asked)), encoding="utf-8")
    _print("Fitted on all of them:", asked, weights)
    print("Changes that may replace the first reading:", ", ".join(sorted(weights.replacing)) or "none")
    return 0


def _print(title: str, asked: Sequence[Asked], weights: Weights) -> None:
    taken: dict[str, list[Taken]] = {}
    for each in asked:
        taken.setdefault(each.suite, []).append(take(each, weights))
    everything = [each for part in taken.values() for each in part]
    print(title)
    print("\n".join(suite_lines(taken)))
    print("\n".join(reliability_lines(everything)))
    print("\n".join(decision_lines(everything, _THRESHOLDS)))


if __name__ == "__main__":
    sys.exit(main())
