"""Files: the three steps of an upload, files.info, files.list, files.delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.slack import uploads
from infra.local.slack.api.method import COUNT, NEEDED, NEEDED_COUNT, NEEDED_LIST, TEXT, Call, Method
from infra.local.slack.errors import SlackError, invalid_arguments
from infra.local.slack.messages import file_as_api

if TYPE_CHECKING:
    from infra.local.slack.blocks.grammar import Json
    from infra.local.slack.state import Conversation, File

FILE_BYTES_MAX = 1_000_000_000


def get_upload_url(call: Call) -> Json:
    """First step: promise a file of some length and get an address to send it to."""
    length = call.args["length"]
    if length <= 0:
        raise invalid_arguments("must be greater than 0 [json-pointer:/length]")
    if length > FILE_BYTES_MAX:
        raise SlackError("file_upload_size_restricted")
    file = uploads.promise(call.slack, call.slack.state.app.bot_user, call.text("filename"), length)
    file.alt_txt = call.text("alt_txt")
    return {"file_id": file.id, "upload_url": f"{call.slack.base_url}/upload/v1/{file.id}/{file.secret}"}


def complete_upload(call: Call) -> Json:
    """Third step: say that the bytes are there, and where the files are shown."""
    entries = call.args["files"]
    if not entries or not all(isinstance(entry, dict) and isinstance(entry.get("id"), str) for entry in entries):
        raise invalid_arguments("each file must have an id [json-pointer:/files]")
    files = [_own_uploaded(call, entry) for entry in entries]
    place = _place(call)
    for file, entry in zip(files, entries, strict=True):
        file.title = entry.get("title") or file.title
        uploads.complete(call.slack, file)
    if place is not None:
        conversation, thread_ts = place
        comment = call.text("initial_comment")
        uploads.share(call.slack, conversation, files, comment, thread_ts)
    return {"files": [file_as_api(call.slack, file) for file in files]}


def _own_uploaded(call: Call, entry: Json) -> File:
    file = call.slack.state.files.get(entry["id"])
    if file is None or file.user != call.slack.state.app.bot_user:
        raise SlackError("file_not_found")
    if file.content is None:
        raise SlackError("file_not_found", file=file.id, detail="no bytes were sent to the upload URL")
    if file.completed:
        raise SlackError("invalid_arguments", detail="this upload is already complete")
    return file


def _place(call: Call) -> tuple[Conversation, str | None] | None:
    channel = call.text("channel_id") or call.text("channels").split(",")[0]
    if not channel:
        return None
    conversation = call.slack.state.conversations.get(channel)
    if conversation is None or (conversation.kind != "public" and not call.slack.state.bot_in(conversation)):
        raise SlackError("channel_not_found")
    if not call.slack.state.bot_in(conversation):
        raise SlackError("not_in_channel")
    ts = call.text("thread_ts")
    if ts and ts not in conversation.messages:
        raise SlackError("invalid_thread_ts")
    return conversation, conversation.parent_ts(ts) if ts else None


def _seen(call: Call) -> File:
    state = call.slack.state
    file = state.files.get(call.text("file"))
    if file is None or not file.completed:
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    if file.user != state.app.bot_user and not any(state.bot_in(state.conversations[place]) for place in file.shares):
        raise SlackError("file_not_found")
    return file


def info(call: Call) -> Json:
    """Return one file the bot can see."""
    return {"file": file_as_api(call.slack, _seen(call)), "comments": [], "response_metadata": {"next_cursor": ""}}


def every(call: Call) -> Json:
    """Return the files the bot can see, newest first."""
    state = call.slack.state
    channel = call.text("channel")
    found = [
        file
        for file in reversed(list(state.files.values()))
        if file.completed and not file.deleted and any(state.bot_in(state.conversations[one]) for one in file.shares)
    ]
    shown = [file_as_api(call.slack, file) for file in found if not channel or channel in file.shares]
    return {"files": shown, "paging": {"count": len(shown), "total": len(shown), "page": 1, "pages": 1}}


def delete(call: Call) -> Json:
    """Delete a file of the bot's."""
    file = _seen(call)
    if file.user != call.slack.state.app.bot_user:
        raise SlackError("cant_delete_file")
    uploads.remove(call.slack, file)
    return {}


METHODS = (
    Method(
        "files.getUploadURLExternal",
        get_upload_url,
        {"filename": NEEDED, "length": NEEDED_COUNT, "alt_txt": TEXT, "snippet_type": TEXT},
        form_only=True,
    ),
    Method(
        "files.completeUploadExternal",
        complete_upload,
        {
            "files": NEEDED_LIST,
            "channel_id": TEXT,
            "channels": TEXT,
            "initial_comment": TEXT,
            "thread_ts": TEXT,
        },
    ),
    Method("files.info", info, {"file": NEEDED, "count": COUNT, "cursor": TEXT, "limit": COUNT, "page": COUNT}),
    Method("files.list", every, {"channel": TEXT, "user": TEXT, "count": COUNT, "page": COUNT, "types": TEXT}),
    Method("files.delete", delete, {"file": NEEDED}),
)
