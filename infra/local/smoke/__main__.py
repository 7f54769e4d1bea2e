"""Start the stack on free ports in a folder of its own, play every check, and print `N passed, N failed`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from infra.local.demo.seed import seed
from infra.local.slack.control import ControlError
from infra.local.smoke.checks import CHECKS
from infra.local.smoke.scene import CheckError, Scene
from infra.local.stack import LocalStack

PROJECT = Path(__file__).resolve().parents[3]


def play(home: Path, only: str = "") -> tuple[int, int]:
    """Start the stack in a folder and play the checks whose name has `only` in it; returns (passed, failed)."""
    passed = failed = 0
    with LocalStack(home, PROJECT, tell=_quiet) as stack:
        seed(stack, _quiet)
        scene = Scene(stack)
        for check in CHECKS:
            if only not in check.__name__:
                continue
            started = time.monotonic()
            try:
                check(scene)
            except (CheckError, ControlError, TimeoutError) as error:
                failed += 1
                print(f"FAILED  {check.__doc__}\n        {str(error)[:600]}", flush=True)
            else:
                passed += 1
                print(f"ok      {check.__doc__} ({time.monotonic() - started:.1f} s)", flush=True)
    return passed, failed


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
