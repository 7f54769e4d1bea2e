"""How the parts of a streamed message become one: text as markdown, tasks as cards or one plan, blocks as sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.state import Message, SlackState, Stream

STREAM_SECONDS = 300.0
"""A stream takes no more after five minutes."""


def is_streaming(message: Message, now: float) -> bool:
    """Tell whether a message still takes text."""
    stream = message.stream
    return stream is not None and stream.open and now - stream.started_at < STREAM_SECONDS


def add_chunk(stream: Stream, chunk: Json) -> None:
    """Add one chunk: text joins the text before it, a task replaces its earlier state."""
    kind = chunk["type"]
    if kind == "markdown_text":
        if stream.parts and stream.parts[-1]["type"] == "markdown_text":
            stream.parts[-1]["text"] += chunk["text"]
        else:
            stream.parts.append({"type": kind, "text": chunk["text"]})
    elif kind == "plan_update":
        stream.plan_title = chunk["title"]
    elif kind == "task_update":
        _update_task(stream, chunk)
    else:
        stream.parts.append(chunk)
        stream.blocks_sent += len(chunk["blocks"])


def _update_task(stream: Stream, chunk: Json) -> None:
    for part in stream.parts:
        if part["type"] == "task_update" and part["id"] == chunk["id"]:
            longer: Json = {
                name: part[name] + chunk[name] for name in ("details", "output") if name in part and name in chunk
            }
            part.update({**chunk, **longer})
            return
    stream.parts.append(dict(chunk))


def _rich(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def _task_card(part: Json, block_id: str) -> Json:
    card = {
        "type": "task_card",
        "block_id": block_id,
        "task_id": part["id"],
        "title": part["title"],
        "status": part["status"],
    }
    for name in ("details", "output"):
        if part.get(name):
            card[name] = _rich(part[name])
    if part.get("sources"):
        card["sources"] = part["sources"]
    return card


def stream_blocks(state: SlackState, message: Message) -> tuple[str, list[Json]]:
    """Return the text and the blocks a streamed message shows so far."""
    stream = message.stream
    if stream is None:
        return message.text, message.blocks
    blocks: list[Json] = []
    plan: Json | None = None
    for part in stream.parts:
        part.setdefault("block_id", state.block_id())
        if part["type"] == "markdown_text":
            blocks.append({"type": "markdown", "block_id": part["block_id"], "text": part["text"]})
        elif part["type"] == "task_update" and stream.display_mode == "plan":
            if plan is None:
                title = stream.plan_title or part["title"]
                plan = {"type": "plan", "block_id": part["block_id"], "title": title, "tasks": []}
                blocks.append(plan)
            plan["tasks"].append(_task_card(part, f"{part['block_id']}t"))
        elif part["type"] == "task_update":
            blocks.append(_task_card(part, part["block_id"]))
        else:
            blocks += part["blocks"]
    text = "".join(part["text"] for part in stream.parts if part["type"] == "markdown_text")
    return text, blocks
