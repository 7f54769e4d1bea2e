"""Rows that rows of another entity refer to: EXISTS along the relationships between them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from shared.core.errors import InternalError
from shared.core.semantic.paths import referring_path
from shared.core.sql.expressions import same_columns

if TYPE_CHECKING:
    from shared.core.semantic.query import Related
    from shared.core.sql.rows import Rows


def related_condition(related: Related, rows: Rows) -> exp.Expr:
    """Return EXISTS (rows of the related entity that refer to this row and count), or NOT EXISTS."""
    about = rows.about or rows.root
    path = referring_path(rows.making.model, related.entity, about)
    if path is None:
        raise InternalError(f"{related.entity} does not refer to {about}")
    inside = replace(
        rows,
        root=related.entity,
        needs=(path[-1].from_entity,),
        filters=() if related.where is None else (related.where,),
        spans=() if related.period is None else (related.period,),
        earlier=(),
        about=related.entity,
        prefix=f"{rows.prefix}related_",
    )
    link = same_columns(path[-1], f"{inside.prefix}{path[-1].from_entity}", f"{rows.prefix}{about}")
    one = exp.alias_(exp.Literal.number(1), "one", quoted=True)
    found = exp.Exists(this=inside.under(exp.select(one)).where(link))
    return exp.Not(this=found) if related.negated else found
