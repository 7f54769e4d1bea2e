"""Files: the three steps of an upload and their order, private downloads, what the bot may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from infra.local.slack.control import SlackControl
from infra.local.slack.running import RunningSlack
from infra.local.slack.server import Options

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from slack_sdk import WebClient

Json = dict[str, Any]
SALES = "C02SALES"


def test_files_upload_v2_shares_a_file(client: WebClient, control: SlackControl) -> None:
    """slack_sdk's files_upload_v2 goes through all three steps; the file stands in the thread with its comment."""
    ts = control.ask("priya", "sales", "csv please")
    uploaded = client.files_upload_v2(
        channel=SALES, thread_ts=ts, content="a,b\n1,2\n", filename="x.csv", title="Export", initial_comment="Here"
    )
    (reply,) = control.replies("sales", ts)
    assert (reply["text"], reply["subtype"]) == ("Here", "file_share")
    file = reply["files"][0]
    assert (file["title"], file["size"], file["mimetype"], file["filetype"]) == ("Export", 8, "text/csv", "csv")
    assert control.file_content(file["id"]) == b"a,b\n1,2\n"
    assert client.files_info(file=uploaded["file"]["id"])["file"]["channels"] == [SALES]


def test_a_private_download_needs_the_token(running: RunningSlack, client: WebClient, control: SlackControl) -> None:
    """Without a token the sign-in page comes with status 200, as on Slack; without files:read a 403."""
    file = control.upload("priya", "sales", "sales.csv", b"a,b\n")["file"]
    url = str(client.files_info(file=file)["file"]["url_private_download"])
    bearer = {"authorization": f"Bearer {running.slack.state.app.bot_token}"}
    assert httpx.get(url, headers=bearer, trust_env=False).content == b"a,b\n"
    stranger = httpx.get(url, trust_env=False)
    assert "text/html" in stranger.headers["content-type"]
    assert b"a,b" not in stranger.content
    running.slack.state.tokens[running.slack.state.app.bot_token] = ("chat:write",)
    assert httpx.get(url, headers=bearer, trust_env=False).status_code == 403


def test_a_file_elsewhere_does_not_exist_for_the_bot(
    running: RunningSlack, call: Callable[..., Json], control: SlackControl
) -> None:
    """A file shared where the bot is not is not found."""
    running.slack.state.conversations[SALES].members.remove("U0AVEXRA")
    file = control.upload("priya", "sales", "secret.csv", b"a")["file"]
    assert call("files.info", file=file)["error"] == "file_not_found"


def test_the_steps_of_an_upload_have_an_order(running: RunningSlack, call: Callable[..., Json]) -> None:
    """Nothing can be completed before its bytes came, whole, once; zero bytes are no file."""
    token = {"authorization": f"Bearer {running.slack.state.app.bot_token}"}

    def promise(length: object) -> Json:
        url = f"{running.api_url}files.getUploadURLExternal"
        form = {"filename": "x.csv", "length": str(length)}
        return dict(httpx.post(url, data=form, headers=token, trust_env=False).json())

    assert promise(0)["error"] == "invalid_arguments"
    assert call("files.getUploadURLExternal", filename="x.csv", length=4)["error"] == "invalid_arguments"
    promised = promise(4)
    entry = [{"id": promised["file_id"]}]
    assert call("files.completeUploadExternal", files=entry)["error"] == "file_not_found"
    assert httpx.post(promised["upload_url"], content=b"abc", trust_env=False).status_code == 400
    assert httpx.post(promised["upload_url"] + "x", content=b"abcd", trust_env=False).status_code == 404
    assert httpx.post(promised["upload_url"], content=b"abcd", trust_env=False).text == "OK - 4"
    assert httpx.post(promised["upload_url"], content=b"abcd", trust_env=False).status_code == 400
    assert call("files.info", file=promised["file_id"])["error"] == "file_not_found"
    nowhere = call("files.completeUploadExternal", files=entry, channel_id="C0NOWHERE")
    assert nowhere["error"] == "channel_not_found"
    assert call("files.completeUploadExternal", files=entry, channel_id=SALES)["ok"]
    assert call("files.completeUploadExternal", files=entry)["error"] == "invalid_arguments"


def test_a_deleted_file_is_gone(client: WebClient, call: Callable[..., Json], control: SlackControl) -> None:
    """The bot deletes its own files only; a deleted file says so."""
    own = client.files_upload_v2(channel=SALES, content="x", filename="x.txt")["file"]["id"]
    theirs = control.upload("priya", "sales", "y.txt", b"y")["file"]
    assert len(client.files_list(channel=SALES)["files"]) == 2
    assert call("files.delete", file=theirs)["error"] == "cant_delete_file"
    client.files_delete(file=own)
    assert call("files.info", file=own)["error"] == "file_deleted"
    assert [file["id"] for file in control.files()] == [theirs]


def test_files_are_kept_in_a_folder_when_one_is_given(tmp_path: Path) -> None:
    """With a folder, each file's bytes lie in it."""
    with RunningSlack(options=Options(files_dir=tmp_path)) as running, SlackControl(running.url) as control:
        file = control.upload("priya", "sales", "../../evil.csv", b"a,b")["file"]
    assert [path.name for path in tmp_path.iterdir()] == [file]
    assert (tmp_path / file).read_bytes() == b"a,b"


def test_a_finished_upload_is_processed_before_it_can_stand_in_a_block(
    running: RunningSlack, client: WebClient, call: Callable[..., Json], control: SlackControl
) -> None:
    """For a while a new file has no type and a slack_file block with it is refused; so is a file that is not there."""
    running.slack.file_seconds = 5.0
    file = client.files_upload_v2(content="x", filename="chart.png")["file"]["id"]
    block = {"type": "image", "slack_file": {"id": file}, "alt_text": "chart"}
    assert client.files_info(file=file)["file"]["mimetype"] == ""
    early = call("chat.postMessage", channel=SALES, text="x", blocks=[block])
    assert early["response_metadata"]["messages"] == ["[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]"]
    control.advance(5)
    assert client.files_info(file=file)["file"]["mimetype"] == "image/png"
    assert call("chat.postMessage", channel=SALES, text="x", blocks=[block])["ok"]
    running.slack.file_seconds = 0.0
    nothing = {**block, "slack_file": {"id": "F0NOTHING"}}
    assert call("chat.postMessage", channel=SALES, text="x", blocks=[nothing])["error"] == "invalid_blocks"


def test_an_empty_file_cannot_be_shared(control: SlackControl) -> None:
    """Slack refuses an empty upload of a person's as well."""
    with pytest.raises(Exception, match="no_file"):
        control.upload("priya", "sales", "x.csv", b"")
