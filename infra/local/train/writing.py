"""The fitted weights as a Python module, a few kilobytes, that the pure core can import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.asking.features import FEATURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.core.asking.ranker import Weights

_HEAD = '''"""What the features of a meaning weigh, fitted on question suites.

Made by `python -m infra.local.train SUITE...` from {questions} questions of {suites}; do not edit.
"""

from __future__ import annotations
'''


def weights_module(weights: Weights, suites: Sequence[str], questions: int) -> str:
    """Return the text of the module, formatted as the formatter would."""
    head = _HEAD.format(questions=questions, suites=", ".join(suites))
    parts = [
        _table("RANKING", weights.ranking),
        _table("TRUST", weights.trust),
        f"CALIBRATION: tuple[float, float] = ({', '.join(map(_number, weights.calibration))})\n",
        _names(sorted(weights.replacing)),
    ]
    return head + "\n" + "\n".join(parts)


def _table(name: str, values: Sequence[float]) -> str:
    lines = [f'    "{each.name}": {_number(value)},' for each, value in zip(FEATURES, values, strict=True)]
    return "\n".join((f"{name}: dict[str, float] = {{", *lines, "}")) + "\n"


def _names(names: Sequence[str]) -> str:
    if not names:
        return "REPLACING: tuple[str, ...] = ()\n"
    listed = ", ".join(f'"{each}"' for each in names)
    return f"REPLACING: tuple[str, ...] = ({listed}{',' * (len(names) == 1)})\n"


def _number(value: float) -> str:
    return repr(round(value, 3) + 0.0)
