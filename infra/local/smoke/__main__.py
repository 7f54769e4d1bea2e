"""Start the stack on free ports in a folder of its own, play every check, and print `N passed, N failed`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from infra.local.demo.seed import seed
from infra.local.slack.control import ControlError
from infra.local.smoke.checks import CHECKS
from infra.local.smoke.scene import CheckError, Scene
from infra.local.stack import LocalStack

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).resolve().parents[3]


def play(home: Path, only: str = "") -> tuple[int, int]:
    """Start the stack in a folder and play the checks whose name has `only` in it; returns (passed, failed)."""
    passed = failed = 0
    with LocalStack(home, PROJECT, tell=_quiet) as stack:
        seed(stack, _quiet)
        scene = Scene(stack)
        for check in (each for each in CHECKS if only in each.__name__):
            started = time.monotonic()
            problem = play_one(check, scene)
            passed, failed = passed + (not problem), failed + bool(problem)
            outcome = f"FAILED  {check.__doc__}\n        {problem}" if problem else f"ok      {check.__doc__}"
            print(f"{outcome} ({time.monotonic() - started:.1f} s)", flush=True)
    return passed, failed


def play_one(check: Callable[[Scene], None], scene: Scene) -> str:
    """Play a check; returns what is wrong, or "" when nothing is."""
    try:
        check(scene)
    except (CheckError, ControlError, TimeoutError) as error:
        return str(error)[:600] or type(error).__name__
    return ""


def _quiet(_line: str) -> None:
    """Say nothing while starting."""


def main() -> int:
    """Play; exit code 1 when a check failed."""
    parser = argparse.ArgumentParser(prog="make smoke", description=__doc__)
    parser.add_argument("--only", default="", help="only the checks with this in their name")
    parser.add_argument("--home", type=Path, help="where to keep state and logs; a temporary folder when left out")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="avexra-smoke-") as folder:
        passed, failed = play(chosen.home or Path(folder), chosen.only)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
