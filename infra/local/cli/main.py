"""The `avexra` command and its words."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, NoReturn

from infra.local.cli import ask, ingest, model, sync
from shared.core.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

BAD_USE, FAILED = 2, 1


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage text in front of it."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_USE, f"avexra: {message[:1].upper()}{message[1:]}; see {self.prog} --help.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code: 0, 1 when it failed, 2 when it was used badly."""
    parser = _Parser(prog="avexra", description="A data analyst for your tables. Nothing leaves this machine.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    ask.add_to(commands)
    ingest.add_to(commands)
    model.add_to(commands)
    sync.add_to(commands)
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except UserError as error:
        print(f"avexra: {error}", file=sys.stderr)
        return BAD_USE
    except BrokenPipeError:
        sys.stderr.close()
        return FAILED
    except KeyboardInterrupt:
        print("avexra: Stopped.", file=sys.stderr)
        return FAILED
    except Exception:  # noqa: BLE001 - a front door: people get a sentence, not a trace
        print("avexra: Something went wrong on our side; please report it with the command you gave.", file=sys.stderr)
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
