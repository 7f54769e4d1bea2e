"""What a PostgreSQL error means for us. Its own text can hold cells and names, so it goes no further."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg import errors

from shared.core.errors import InternalError, TimedOutError, TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def translated() -> Iterator[None]:
    """Turn psycopg's exceptions into ours.

    A cancelled statement is a TimedOutError; a database that is away, full, busy or in conflict a TransientError;
    everything else, being a statement or a value of ours that PostgreSQL refuses, an InternalError with its SQLSTATE.
    """
    try:
        yield
    except errors.QueryCanceled:
        raise TimedOutError("The database took too long.") from None
    except psycopg.OperationalError as error:
        raise TransientError(f"The database could not be used now ({_state(error)}).") from None
    except psycopg.Error as error:
        raise InternalError(f"The database refused a statement ({_state(error)}).") from None


def _state(error: psycopg.Error) -> str:
    return error.sqlstate or type(error).__name__
