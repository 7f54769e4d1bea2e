"""The local AWS as a process of its own: MiniStack, bound to the life of whoever started it.

Started as `python -m infra.local.aws.server` with its standard input held open by the parent. When the parent ends, in
whatever way, the input ends too and this process takes everything below it along: MiniStack itself leaves busy handlers
running when it stops.
"""

from __future__ import annotations

import os
import threading

from infra.local.aws.gaps import fill
from infra.local.aws.processes import adopt_orphans, descendants, end_trees

STDIN = 0
GRACE_S = 1.0
"""Seconds a handler gets to end by itself once the parent is gone."""


def _end_with_the_parent() -> None:
    # The bare descriptor: a reader blocked on sys.stdin would hold its lock when the interpreter ends.
    while os.read(STDIN, 1):
        pass
    end_trees(descendants(os.getpid()), grace_s=GRACE_S)
    os._exit(0)


def main() -> None:
    """Serve until the standard input ends or a signal arrives; settings come from MiniStack's own variables."""
    adopt_orphans()
    threading.Thread(target=_end_with_the_parent, daemon=True, name="end-with-the-parent").start()
    fill()
    from ministack.app import main as serve  # noqa: PLC0415 - MiniStack reads the environment at import

    serve()


if __name__ == "__main__":
    main()
