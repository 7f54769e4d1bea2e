"""The main job, on the real stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra.local.smoke.__main__ import play
from infra.local.smoke.checks import CHECKS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.stack
@pytest.mark.timeout(300)
@pytest.mark.xdist_group("stack")
def test_the_main_job_works_from_slack_to_slack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every check of the smoke run passes on a stack that was started from nothing."""
    passed, failed = play(tmp_path)
    assert (passed, failed) == (len(CHECKS), 0), capsys.readouterr().out
