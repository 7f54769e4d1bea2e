"""What an AWS error means for us: try again, or a defect."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from shared.core.errors import InternalError, TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator

_REFUSED = range(400, 500)
_MAY_PASS = frozenset(
    {
        "ConditionalRequestConflict",
        "InternalError",
        "KMSInternalException",
        "KeyUnavailableException",
        "OperationAborted",
        "PreconditionFailed",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflictException",
    }
)


@contextmanager
def translated(action: str) -> Iterator[None]:
    """Turn botocore's exceptions into ours, saying which action failed.

    Raises TransientError for what a later try may mend, InternalError for a refusal: AWS's own text is left out, since
    it can carry account numbers, ARNs and request contents.
    """
    try:
        yield
    except ClientError as error:
        kind = code_of(error)
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if status in _REFUSED and kind not in _MAY_PASS:
            raise InternalError(f"AWS refused to {action} ({kind}).") from None
        raise TransientError(f"AWS could not {action} now ({kind}).") from None
    except BotoCoreError as error:
        raise TransientError(f"AWS could not be reached to {action} ({type(error).__name__}).") from None


def code_of(error: ClientError) -> str:
    """Return the error's code, such as "NoSuchKey"."""
    return str(error.response.get("Error", {}).get("Code", "Unknown"))
