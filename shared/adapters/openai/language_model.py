"""The LanguageModel port over OpenAI's chat completions, the one interface that compatible servers share."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as WaitedTooLongError
from typing import TYPE_CHECKING, Any

from shared.adapters.openai.replies import TOO_LONG, TooLongError, failure, read_reply
from shared.core.models.plan import Verdict
from shared.ports.language_model import Failed

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2
    from openai import OpenAI

    from shared.ports.language_model import Filled, FillRequest

MOST_BYTES = 1_000_000
"""Of one reply, whatever its status: thirty times the longest query."""

for _name in ("openai", "httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # below it they write requests, and so questions


class OpenAiLanguageModel:
    """Calls the provider once a request, never longer than the request's seconds, and never logs what it sends."""

    def __init__(self, api_key: str, base_url: str = "") -> None:
        self._api_key = api_key
        self._base_url = base_url
        self._client: OpenAI | None = None

    def __repr__(self) -> str:
        return f"OpenAiLanguageModel(base_url={self._base_url!r})"

    def fill(self, request: FillRequest) -> Filled | Failed:
        """Return what the model replied; a provider's failure is a value.

        The call runs beside us, since a timeout of the line starts anew with every byte: what trickles would never end.
        """
        until = time.monotonic() + request.seconds
        client = self._connected()
        beside = ThreadPoolExecutor(1, thread_name_prefix="language-model")
        call = beside.submit(_call, client, request)
        try:
            return call.result(timeout=max(0.0, until - time.monotonic()))
        except WaitedTooLongError:
            self._client = None
            call.add_done_callback(lambda _: client.close())  # not before: another thread still reads from its socket
            return Failed(Verdict.TIMEOUT, detail="no reply in time")
        finally:
            beside.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """Close the line; the next call opens it anew."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _connected(self) -> OpenAI:
        if self._client is None:
            from openai import DefaultHttpxClient, OpenAI  # noqa: PLC0415 - 0.4 s that the local reader's answers spare

            self._client = OpenAI(
                api_key=self._api_key,
                base_url=self._base_url or None,
                max_retries=0,
                http_client=DefaultHttpxClient(follow_redirects=False, event_hooks={"response": [_limit]}),
            )
        return self._client


def _call(client: OpenAI, request: FillRequest) -> Filled | Failed:
    from openai import OpenAIError  # noqa: PLC0415

    try:
        response = client.chat.completions.with_raw_response.create(
            **_body(request), timeout=request.seconds, extra_headers={"Accept-Encoding": "identity"}
        )
        return read_reply(response.text)
    except TooLongError:
        return TOO_LONG
    except OpenAIError as error:
        return failure(error)


def _body(request: FillRequest) -> dict[str, Any]:
    schema = {"name": request.schema_name, "schema": request.schema, "strict": True}
    body: dict[str, Any] = {
        "model": request.model,
        "messages": [{"role": each.role.value, "content": each.text} for each in request.messages],
        "response_format": {"type": "json_schema", "json_schema": schema},
        "max_completion_tokens": request.most_tokens,
        "store": False,
    }
    return body | ({"reasoning_effort": request.effort} if request.effort else {})


def _limit(response: httpx2.Response) -> None:
    """Let a reply end with TooLongError where it grows or lasts beyond all measure, failed ones included."""
    import httpx2  # noqa: PLC0415

    whole = response.stream
    until = time.monotonic() + response.request.extensions["timeout"]["read"]

    class _Limited(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            seen = 0
            for chunk in whole:  # type: ignore[union-attr]
                seen += len(chunk)
                if seen > MOST_BYTES or time.monotonic() > until:
                    raise TooLongError
                yield chunk

        def close(self) -> None:
            whole.close()  # type: ignore[union-attr]

    response.stream = _Limited()
