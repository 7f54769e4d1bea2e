"""What MiniStack leaves out and template.yaml relies on, filled in before it serves.

They are filled rather than cut out of the template, so that what is enforced here is what AWS enforces. Each touches an
inside of the pinned MiniStack; tests/infra/local/aws notices when a new version moves it.
"""

from __future__ import annotations

import contextvars
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    Asgi = Callable[[dict[str, Any], Any, Any], Coroutine[Any, Any, None]]


def behind_tls(app: Asgi) -> Asgi:
    """The same application, told that each HTTP request reached a TLS terminator before it, as on AWS.

    The template's policies refuse plain HTTP (aws:SecureTransport), and on loopback there is no TLS.
    """

    async def terminated(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's own shape
        if scope["type"] == "http":
            scope = {**scope, "headers": [*scope["headers"], (b"x-forwarded-proto", b"https")]}
        await app(scope, receive, send)

    return terminated


def encryption_context_keys(service: str, body: bytes) -> dict[str, Any]:
    """The condition keys of a KMS request: kms:EncryptionContext:<name> a name, and all the names."""
    if service != "kms":
        return {}
    try:
        context = json.loads(body).get("EncryptionContext") or {}
    except (ValueError, AttributeError):
        return {}
    keys: dict[str, Any] = {f"kms:encryptioncontext:{name.lower()}": value for name, value in context.items()}
    if context:
        keys["kms:encryptioncontextkeys"] = list(context)
    return keys


def threads_in_parallel(batches_allowed: Callable[..., int]) -> Callable[..., int]:
    """Batches of one message from a FIFO queue may run side by side, as on AWS; MiniStack runs one batch at a time.

    It does so because a batch may mix groups. One message cannot, and while it is in flight its queue holds the rest
    of its group back, so order within a thread is kept. A limit that comes from a parameter arrives as text there.
    """

    def allowed(mapping: dict[str, Any], function: object, config: object, queue: object = None) -> int:
        scaling = mapping.get("ScalingConfig") or {}
        limits = {"ScalingConfig": {key: int(value) for key, value in scaling.items()}}
        return batches_allowed(
            {**mapping, **limits}, function, config, None if mapping.get("BatchSize") == 1 else queue
        )

    return allowed


def fill() -> None:
    """Change the imported MiniStack; called once, before it serves."""
    from ministack import app as ministack  # noqa: PLC0415 - MiniStack reads the environment at import
    from ministack.core import iam_actions, iam_evaluator  # noqa: PLC0415
    from ministack.services import lambda_svc  # noqa: PLC0415

    ministack.app = behind_tls(ministack.app)
    # What one service sends another (S3 to SQS) belongs to no request; on AWS it travels over TLS as well.
    iam_evaluator._request_origin = contextvars.ContextVar("secure_origin", default=("127.0.0.1", True))  # noqa: SLF001
    request_context = iam_actions.request_tag_context

    def with_encryption_context(service: str, action: str, body: bytes, params: dict[str, Any]) -> dict[str, Any]:
        return {**request_context(service, action, body, params), **encryption_context_keys(service, body)}

    iam_actions.request_tag_context = with_encryption_context
    lambda_svc._sqs_esm_concurrency = threads_in_parallel(lambda_svc._sqs_esm_concurrency)  # noqa: SLF001
