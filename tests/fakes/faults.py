"""Faults at the seams: before or after a call of a port, whatever a test wants to go wrong goes wrong."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

Moment = tuple[str, str]
"""("before" or "after", the method's name)."""


class Killed(BaseException):
    """The process died: nothing catches this."""


class Faults:
    """Raises what was planned for a moment, once for each time it was planned, and counts the calls it saw."""

    def __init__(self) -> None:
        self.planned: list[tuple[Moment, BaseException]] = []
        self.seen: list[Moment] = []
        self.watch: Callable[[], None] | None = None

    def plan(self, when: str, method: str, error: BaseException, times: int = 1) -> None:
        """Let the next calls of a method fail, before or after they take effect."""
        self.planned += [((when, method), error)] * times

    def on(self, port: T) -> T:
        """Return the port with this fault plan between it and its callers."""
        return cast("T", _Seam(port, self))

    def meet(self, when: str, method: str) -> None:
        """Raise what is planned for now."""
        self.seen.append((when, method))
        if self.watch is not None:
            self.watch()
        for i, (moment, error) in enumerate(self.planned):
            if moment == (when, method):
                del self.planned[i]
                raise error


class _Seam:
    def __init__(self, inner: object, faults: Faults) -> None:
        self._inner = inner
        self._faults = faults

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the port has
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        @wraps(found)
        def call(*args: object, **kwargs: object) -> object:
            self._faults.meet("before", name)
            result = found(*args, **kwargs)
            self._faults.meet("after", name)
            return _Seam(result, self._faults) if name == "of" and hasattr(result, "post") else result

        return call
