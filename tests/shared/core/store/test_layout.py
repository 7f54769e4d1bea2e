"""Which versions and files stay on a shelf."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.core.store.layout import FILES, Shelved, file_key, kept_versions, unkept, version_key, version_of
from tests.fakes.clock import NOON

MINUTE = timedelta(minutes=1)
MINUTES = st.integers(-90, 30).map(lambda minutes: NOON + minutes * MINUTE)


@given(st.text(), st.text(alphabet="0123456789abcdef", min_size=32, max_size=32))
def test_a_key_is_a_plain_name_under_files(name: str, unique: str) -> None:
    """Whatever the table is called: one folder deep, ASCII, and no longer than file systems take."""
    key = file_key(unique, name)
    end = key.removeprefix(FILES)
    assert end.isascii()
    assert "/" not in end
    assert len(end) <= 255
    assert end.startswith(f"{unique}-")


@given(st.integers(0, 10**12))
def test_a_versions_key_tells_it(number: int) -> None:
    """Also beyond the ten digits that keep a listing in order."""
    assert version_of(version_key(number)) == number


def test_other_keys_tell_no_version() -> None:
    """Neither files nor the pointer."""
    for key in ("manifest.json", "files/0000000001.json", "manifests/1.json", "manifests/0000000001.json.part"):
        assert version_of(key) is None


@given(st.integers(1, 30), st.dictionaries(st.integers(1, 30), MINUTES), st.integers(0, 5), MINUTES)
def test_a_version_goes_only_when_it_is_old_in_both_senses(current, left, keep, before) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Not current, not among the newest, and left by the pointer before that moment."""
    stored = {version_key(number): Shelved(1, at) for number, at in left.items()}
    kept = kept_versions(current, stored, keep, before)
    newest = sorted({current, *left})[-keep:] if keep else []
    for number, at in left.items():
        assert (number in kept) == (number == current or number in newest or at >= before)
    assert current in kept


@given(st.dictionaries(st.integers(1, 30), MINUTES), MINUTES)
def test_without_a_pointer_every_version_stays(left, before) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Somebody lost it; they are what can be gone back to."""
    stored = {version_key(number): Shelved(1, at) for number, at in left.items()}
    assert kept_versions(None, stored, 1, before) == set(left)


@given(st.dictionaries(st.sampled_from([f"files/{i}" for i in range(9)]), MINUTES), st.sets(st.integers(0, 8)), MINUTES)
def test_a_file_goes_only_when_unnamed_and_old(lying, named, before) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """A file of a publication in progress is unnamed, but young."""
    stored = {key: Shelved(1, at) for key, at in lying.items()}
    keys = {f"files/{i}" for i in named}
    gone = set(unkept(stored, frozenset(), keys, before)[1])
    assert gone == {key for key, at in lying.items() if key not in keys and at < before}
