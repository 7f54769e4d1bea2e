"""`make run`: everything on this machine, until Ctrl-C."""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import sys
import threading
import time
from pathlib import Path

from infra.local.demo.seed import FLIGHTS, seed
from infra.local.stack import LocalStack, Overrides
from shared.core.errors import AvexraError

PROJECT = Path(__file__).resolve().parents[2]
HOME = PROJECT / ".local"


def main() -> int:
    """Start, print the address to open, and wait for Ctrl-C. Exit code 1 when something does not start."""
    parser = argparse.ArgumentParser(prog="make run", description="Avexra on one machine.")
    parser.add_argument("--port", type=int, default=0, help="the page's port; 0 takes a free one")
    parser.add_argument("--home", type=Path, default=HOME, help="where state and logs are kept")
    parser.add_argument("--empty", action="store_true", help="no demo data")
    chosen = parser.parse_args()
    stopped = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stopped.set())
    started = time.monotonic()
    if not _alone_in(chosen.home):
        print("Avexra did not start: it is running here already; stop that first, or give --home.", file=sys.stderr)
        return 1
    overrides = Overrides.from_environment(os.environ)
    digests = {"DigestSchedule": "rate(1 minute)"}
    try:
        with LocalStack(chosen.home, PROJECT, overrides=overrides, parameters=digests, port=chosen.port) as stack:
            if not chosen.empty:
                seed(stack)
            place = "" if chosen.empty else f"/?channel={FLIGHTS}"
            _welcome(stack, overrides, f"{stack.slack_url}{place}", time.monotonic() - started)
            stopped.wait()
            print("\nStopping …")
    except (AvexraError, TimeoutError, OSError) as error:
        print(f"Avexra did not start: {error}", file=sys.stderr)
        return 1
    print("Stopped.")
    return 0


def _alone_in(home: Path) -> bool:
    """Take the folder for this process; False when another one has it. The lock goes with the process."""
    home.mkdir(parents=True, exist_ok=True)
    handle = os.open(home / "lock", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _welcome(stack: LocalStack, overrides: Overrides, address: str, seconds: float) -> None:
    if not overrides.openai_api_key:
        print("No model key is set: the local reader answers, offline and free.")
    print(f"Logs: {stack.aws.log_folder}")
    print(f"Ready after {seconds:.0f} s. Open {address}  (Ctrl-C stops everything)")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
