"""Passages in PostgreSQL: vectors by pgvector, words by full text search, both behind one audience rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.errors import InternalError
from shared.core.retrieval.passage import Passage, SourceKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from psycopg.rows import DictRow

    from shared.adapters.postgres.database import Database
    from shared.core.retrieval.passage import EmbeddedPassage, Ranking


class PostgresPassageStore:
    """The PassageStore port. space names the embedder: only vectors of the same space are compared."""

    def __init__(self, database: Database, space: str) -> None:
        self._database = database
        self._space = space

    def replace(self, workspace: str, source: str, passages: Sequence[EmbeddedPassage]) -> None:
        """Put the passages of a source in place of those it had, all or none."""
        if any((each.passage.workspace, each.passage.source) != (workspace, source) for each in passages):
            raise InternalError("a passage of another workspace or source")
        with self._database.transaction() as transaction:
            transaction.run("passages_lock", workspace=workspace, source=source)
            transaction.run("passages_delete", workspace=workspace, source=source)
            for each in passages:
                passage = each.passage
                transaction.run(
                    "passage_put",
                    workspace=workspace,
                    id=passage.id,
                    kind=passage.kind.value,
                    source=source,
                    title=passage.title,
                    place=passage.place,
                    body=passage.text,
                    channel=passage.channel,
                    space=self._space,
                    vector=_written(each.vector),
                )

    def delete(self, workspace: str, source: str) -> None:
        """Remove all passages of a source."""
        with self._database.transaction() as transaction:
            transaction.run("passages_delete", workspace=workspace, source=source)

    def search(
        self, workspace: str, channels: Collection[str], text: str, vector: tuple[float, ...] | None, limit: int
    ) -> tuple[Ranking, ...]:
        """Return the ranking by words, and the one by vectors where there is a vector that points anywhere."""
        named = sorted(channels)
        with self._database.transaction() as transaction:
            found = transaction.rows("passages_by_words", workspace=workspace, channels=named, text=text, limit=limit)
            if vector is None or not any(vector):
                return (_ranking(found),)
            transaction.run("passages_search_on")
            near = transaction.rows(
                "passages_by_vector",
                workspace=workspace,
                channels=named,
                space=self._space,
                vector=_written(vector),
                limit=limit,
            )
        return _ranking(found), _ranking(near)


def _written(vector: Iterable[float]) -> str | None:
    """The vector as pgvector reads it; None for one that points nowhere, which no cosine exists for."""
    numbers = [float(each) for each in vector]
    return f"[{','.join(map(repr, numbers))}]" if any(numbers) else None


def _ranking(rows: Sequence[DictRow]) -> Ranking:
    return tuple(
        Passage(
            row["id"],
            SourceKind(row["kind"]),
            row["source"],
            row["title"],
            row["place"],
            row["body"],
            row["workspace"],
            row["channel"],
        )
        for row in rows
    )
