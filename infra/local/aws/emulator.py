"""Starts and stops MiniStack: loopback only, IAM enforced, a clean environment, its files under one folder."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import IO, TYPE_CHECKING

from infra.local.aws.processes import end_trees

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LOOPBACK = "127.0.0.1"
REGION = "us-east-1"
ACCOUNT = "000000000000"
READY_WITHIN_S = 30.0
GRACE_S = 2.0
"""Seconds MiniStack and the handlers get to end by themselves."""


class LocalAwsError(RuntimeError):
    """The local AWS could not be started, or the stack could not be made; the message names the log to read."""


def free_port() -> int:
    """A TCP port free on loopback a moment ago."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def clean_environment(home: Path, port: int, extra: Mapping[str, str]) -> dict[str, str]:
    """MiniStack's environment. Handlers inherit it, so nothing of the caller's gets in but PATH and `extra`."""
    scratch = home / "tmp"
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "TMPDIR": str(scratch),
        "PYTHONUNBUFFERED": "1",
        "GATEWAY_PORT": str(port),
        "BIND_HOST": LOOPBACK,
        "MINISTACK_HOST": LOOPBACK,
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "AUTH": "true",
        "LOG_LEVEL": "INFO",
        # Listeners and look-ups nobody here uses.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": f"unix://{scratch}/no-docker",
        "AWS_EC2_METADATA_DISABLED": "true",
        **extra,
    }


class Emulator:
    """One MiniStack process. `start` returns when it answers, `stop` when nothing of it is left."""

    def __init__(self, home: Path, extra_environment: Mapping[str, str] | None = None) -> None:
        """Keep files under `home`; `extra_environment` reaches MiniStack and every handler."""
        self.home = home
        self.port = 0
        self.log_file = home / "ministack.log"
        self._extra = dict(extra_environment or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    @property
    def endpoint(self) -> str:
        """The address for AWS_ENDPOINT_URL."""
        return f"http://{LOOPBACK}:{self.port}"

    def start(self) -> None:
        """Start and wait until it answers; LocalAwsError when it does not within READY_WITHIN_S seconds."""
        (self.home / "tmp").mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self._log = self.log_file.open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "infra.local.aws.server"],
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env=clean_environment(self.home, self.port, self._extra),
            cwd=self.home,
            # A Ctrl-C at the terminal reaches the caller alone, who then stops things in order.
            start_new_session=True,
        )
        try:
            self._wait_until_ready(self._process)
        except BaseException:
            self.stop()
            raise

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            if process.poll() is not None:
                break
            if self._is_ready():
                return
            time.sleep(0.05)
        raise LocalAwsError(f"the local AWS did not start; see {self.log_file}")

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=1) as answer:  # noqa: S310 - http, loopback
                return "services" in json.load(answer)
        except (urllib.error.URLError, OSError, ValueError):
            return False

    def stop(self) -> None:
        """End MiniStack, its handlers and whatever they started; harmless when called again."""
        process, self._process = self._process, None
        if process is not None:
            end_trees([process.pid], grace_s=GRACE_S)
            process.wait()
            if process.stdin is not None:
                process.stdin.close()
        if self._log is not None:
            self._log.close()
            self._log = None
