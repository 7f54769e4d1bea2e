"""The main job, on the real stack, from Slack to Slack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra.local.smoke.__main__ import play_one
from infra.local.smoke.checks import CHECKS
from infra.local.smoke.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.local.stack import LocalStack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack"), pytest.mark.timeout(300)]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_main_job(check: Callable[[Scene], None], stack: LocalStack) -> None:
    """What the check's own docstring promises holds."""
    assert play_one(check, Scene(stack)) == ""
