"""One SVG element as safe markup: names are ours, attribute values and text are escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterable


def tag(name: str, content: str | Iterable[str] = "", **attributes: object) -> Markup:
    """Return an element; an attribute's underscores become hyphens, class_ is class, numbers lose needless digits."""
    pairs = [Markup(' {}="{}"').format(_attribute(key), _value(value)) for key, value in attributes.items()]
    inside = content if isinstance(content, str) else Markup("").join(content)
    return Markup("<{0}{1}>{2}</{0}>").format(name, Markup("").join(pairs), inside)


def _value(value: object) -> Markup:
    shown = escape(round(value, 2) if isinstance(value, float) else value)
    return shown.replace("\n", Markup("&#10;"))


def _attribute(key: str) -> str:
    return {"class_": "class", "view_box": "viewBox"}.get(key, key.replace("_", "-"))
