"""The whole of Avexra on one machine: PostgreSQL, a Slack workspace, the AWS stack, and the app installed into it."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import httpx

from infra.local.aws.stack import LocalAws
from infra.local.postgres.server import LocalPostgres
from infra.local.slack.control import SlackControl
from infra.local.slack.manifest import app_from_manifest
from infra.local.slack.running import RunningSlack
from infra.local.slack.server import Options
from infra.local.slack.workspace import PRIYA, demo_workspace
from infra.migrations.apply import apply
from shared.core.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import TracebackType

    from infra.local.slack.workspace import Workspace

WARMED = ("query_orchestrator", "workspace_actions", "file_intake", "file_ingestion", "duckdb_snapshot")
_SIGNED_BY = "local-signing-secret"


@dataclass(frozen=True, slots=True)
class Overrides:
    """Parts that run elsewhere: a PostgreSQL of one's own, a model behind another address, a Pinecone host."""

    database_url: str = ""
    openai_base_url: str = ""
    openai_api_key: str = ""
    pinecone_host: str = ""
    pinecone_api_key: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read DATABASE_URL, OPENAI_BASE_URL, OPENAI_API_KEY, PINECONE_HOST and PINECONE_API_KEY."""
        return cls(
            environ.get("DATABASE_URL", ""),
            environ.get("OPENAI_BASE_URL", ""),
            environ.get("OPENAI_API_KEY", ""),
            environ.get("PINECONE_HOST", ""),
            environ.get("PINECONE_API_KEY", ""),
        )


class LocalStack:
    """Starts and stops everything; a context manager. slack_url is the page to open, control drives it."""

    def __init__(  # noqa: PLR0913 - each is a knob of its own, and all but two have a default
        self,
        home: Path,
        project: Path,
        *,
        overrides: Overrides = Overrides(),
        parameters: Mapping[str, str] | None = None,
        port: int = 0,
        tell: Callable[[str], None] = print,
    ) -> None:
        self.home = home
        self.database_url = overrides.database_url
        self._project = project
        self._overrides = overrides
        self._parameters = dict(parameters or {})
        self._port = port
        self._tell = tell
        self._running = contextlib.ExitStack()
        self.aws: LocalAws
        self.control: SlackControl
        self.slack_url = ""

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop everything that was started, the last first."""
        self._running.close()

    def _start(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        if not self.database_url:
            self._tell("PostgreSQL …")
            self.database_url = self._running.enter_context(LocalPostgres(self.home / "postgres")).url
        apply(self.database_url)
        self._tell("Slack …")
        workspace = self._workspace()
        options = Options(signing_secret=_SIGNED_BY, files_dir=self.home / "files")
        slack = self._running.enter_context(RunningSlack(workspace, options, port=self._port))
        self.slack_url = slack.url
        self.control = self._running.enter_context(SlackControl(slack.url))
        self._tell("AWS …")
        self.aws = self._running.enter_context(self._local_aws(slack.api_url, workspace))
        self.aws.follow_logs()
        self.control.set_app(bot_url=self.aws.deployment.http_address)
        install(self.aws.deployment.http_address, self.control)
        self.aws.warm(WARMED)

    def _workspace(self) -> Workspace:
        manifest = (self._project / "infra" / "slack_manifest.yaml").read_text(encoding="utf-8")
        return app_from_manifest(demo_workspace(), manifest)

    def _local_aws(self, api_url: str, workspace: Workspace) -> LocalAws:
        chosen = self._overrides
        overridden = {"OpenAiBaseUrl": chosen.openai_base_url, "PineconeHost": chosen.pinecone_host}
        given = {name: value for name, value in overridden.items() if value}
        return LocalAws(
            self.home / "aws",
            parameters={"SlackApiUrl": api_url, **given, **self._parameters},
            secrets={
                "DatabaseSecret": {"url": self.database_url},
                "SlackSecret": {
                    "signing_secret": _SIGNED_BY,
                    "client_id": workspace.app.client_id,
                    "client_secret": workspace.app.client_secret,
                },
                "ModelSecret": {
                    "openai_api_key": chosen.openai_api_key,
                    "pinecone_api_key": chosen.pinecone_api_key,
                },
            },
        )


def install(bot_url: str, control: SlackControl) -> None:
    """Install the app as a person would: the install page, Slack's consent, and the way back.

    Raises UserError when the app does not finish its installation.
    """
    with httpx.Client(timeout=30) as browser:
        page = browser.get(f"{bot_url}/slack/install")
        state = re.search(r"[?&;]state=([A-Za-z0-9_.~-]+)", page.text)
        if state is None:
            raise UserError("The app's install page did not offer a way to Slack; see the log of slack_events.")
        code = control.authorize(PRIYA.id)
        # The page's cookie is meant for https; on loopback it is handed back by hand.
        cookie = page.headers.get("set-cookie", "").split(";")[0]
        back = browser.get(
            f"{bot_url}/slack/oauth_redirect",
            params={"code": code, "state": state.group(1)},
            headers={"cookie": cookie},
        )
    if back.status_code != httpx.codes.OK:
        raise UserError("The app did not finish its installation; see the log of slack_events.")
