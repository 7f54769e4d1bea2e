"""Copies the functions' CloudWatch logs to plain files while they are written, so that `tail -f` shows what happens."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, Any, Self

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

POLL_S = 0.5
OVERLAP_MS = 5_000
"""Each look reaches this far back: an invocation's lines are stored together when it ends, stamped with that moment."""
PLATFORM_LINES = ("START RequestId:", "END RequestId:", "REPORT RequestId:")


class LogFollower:
    """A thread that copies new log lines until the context ends; a last look makes sure none is missing."""

    def __init__(
        self,
        logs: Any,  # noqa: ANN401 - a boto3 client, made at run time
        groups: Mapping[str, str],
        folder: Path,
        write: Callable[[str, str], None] | None = None,
    ) -> None:
        """Copy group `groups[name]` to folder/name.log; `write(name, line)` sees each line as well."""
        self._logs = logs
        self._groups = dict(groups)
        self._folder = folder
        self._write = write
        self._since = dict.fromkeys(groups, 0)
        self._copied: dict[str, Counter[str]] = {name: Counter() for name in groups}
        """Lines already copied, by group and stream; streams older than the overlap are forgotten."""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="follow-logs")

    def __enter__(self) -> Self:
        """Start copying."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look once more and end."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(POLL_S):
            self._look()
        self._look()

    def _look(self) -> None:
        for name, group in self._groups.items():
            lines = list(self._new_lines(name, group))
            if not lines:
                continue
            with (self._folder / f"{name}.log").open("a", encoding="utf-8") as copy:
                copy.writelines(f"{line}\n" for line in lines)
            if self._write is not None:
                for line in lines:
                    self._write(name, line)

    def _new_lines(self, name: str, group: str) -> Iterator[str]:
        events = self._events(group, self._since[name])
        copied, self._copied[name] = self._copied[name], Counter()
        for event in events:
            stream = event["logStreamName"]
            self._copied[name][stream] += 1
            if self._copied[name][stream] > copied[stream] and not event["message"].startswith(PLATFORM_LINES):
                yield event["message"]
        if events:
            self._since[name] = max(self._since[name], events[-1]["timestamp"] - OVERLAP_MS)

    def _events(self, group: str, since_ms: int) -> list[dict[str, Any]]:
        try:
            answer = self._logs.filter_log_events(logGroupName=group, startTime=since_ms)
        except (BotoCoreError, ClientError):
            # The local AWS is ending: nothing more to copy.
            return []
        events: list[dict[str, Any]] = answer["events"]
        return events
