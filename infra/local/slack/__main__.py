"""Start the stand-in from a command line and print its address."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from pathlib import Path

import uvicorn

from infra.local.slack.manifest import app_from_manifest
from infra.local.slack.running import bind, server_config
from infra.local.slack.server import Options, create_app
from infra.local.slack.workspace import Workspace, demo_workspace


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.local.slack", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--bot-url", default="", help="where the bot answers, without a path")
    parser.add_argument("--signing-secret", default=os.environ.get("SLACK_SIGNING_SECRET", "local-signing-secret"))
    parser.add_argument("--bot-token", default="", help="the bot's token; made up when left out")
    parser.add_argument("--state", type=Path, default=None, help="a folder for uploaded files")
    parser.add_argument("--manifest", type=Path, default=None, help="the app's manifest: scopes, events, commands")
    parser.add_argument("--rate-limits", action="store_true", help="answer 429 as Slack does")
    parser.add_argument("--file-seconds", type=float, default=0.0, help="how long a finished upload is processed")
    return parser.parse_args()


def _workspace(arguments: argparse.Namespace) -> Workspace:
    workspace = demo_workspace()
    if arguments.manifest is not None:
        workspace = app_from_manifest(workspace, arguments.manifest.read_text())
    return workspace.with_app(bot_token=arguments.bot_token) if arguments.bot_token else workspace


def main() -> None:
    """Serve until interrupted; the first line printed is a JSON object with the address and the bot's token."""
    arguments = _arguments()
    workspace = _workspace(arguments)
    listening = bind(arguments.port)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    options = Options(
        bot_url=arguments.bot_url,
        signing_secret=arguments.signing_secret,
        base_url=url,
        files_dir=arguments.state / "files" if arguments.state else None,
        rate_limits=arguments.rate_limits,
        file_seconds=arguments.file_seconds,
    )
    print(json.dumps({"url": url, "api_url": f"{url}/api/", "bot_token": workspace.app.bot_token}), flush=True)
    server = uvicorn.Server(server_config(create_app(workspace, options)))
    asyncio.run(server.serve(sockets=[listening]))


if __name__ == "__main__":
    main()
