"""Each port's suite runs on its fake and on the real adapter: the fixture "side" says which."""

from __future__ import annotations

import pytest


@pytest.fixture(params=["fake", "real"])
def side(request: pytest.FixtureRequest) -> str:
    """Which implementation this run is about."""
    return str(request.param)
