"""The settings of the store as configuration has them: YAML over environment over defaults.

What people write; what is left out has its default, and single data sets are in no environment:

    sync_mode: schedule
    max_rows: 2000000
    datasets:
      - name: orders
        label: Orders
        workspace: T0123
        channel: C0123
        table: public.orders
        key: id
        incremental_column: updated_at
        refresh_interval: 15 minutes
        filters:
          - {column: region, operator: in, values: [North, South]}
      - name: runs
        workspace: T0123
        channel: C0123
        dataset_query: SELECT * FROM sets
        results_query: SELECT * FROM results
      - name: shop
        workspace: T0123
        channel: C0123
        tables:
          orders: {table: public.orders, key: id}
          customers: {query: 'SELECT id, city FROM people', key: id}
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, ValidationError

from shared.config.declared_datasets import DECLARED_KEYS, Declaration, Strict, declared, whole, word
from shared.config.rule_faults import faults
from shared.config.semantic_models import told
from shared.config.yaml_text import read_yaml
from shared.core.errors import UserError
from shared.core.store.settings import StoreSettings, SyncMode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STORE_FILE = "STORE_FILE"
"""The variable that may name a YAML file as above; what it says goes over the environment."""
_FILE = "The file of the store"
_ENVIRONMENT = "The environment of the store"
_DEFAULTS = StoreSettings()
_VARIABLES = {
    "enabled": "STORE_ENABLED",
    "sync_mode": "STORE_SYNC_MODE",
    "chunk_size": "STORE_CHUNK_SIZE",
    "max_rows": "STORE_MAX_ROWS",
    "workers": "STORE_WORKERS",
}
"""What the environment may set; data sets are for the file."""


class _Whole(Strict):
    """What may stand at the margin."""

    enabled: Annotated[str, word("true", "false")] = "true" if _DEFAULTS.enabled else "false"
    sync_mode: Annotated[str, word(*SyncMode)] = _DEFAULTS.sync_mode.value
    chunk_size: Annotated[int, whole(100, 1_000_000)] = _DEFAULTS.chunk_size
    max_rows: Annotated[int, whole(1, 1_000_000_000)] = _DEFAULTS.max_rows
    workers: Annotated[int, whole(1, 16)] = _DEFAULTS.workers
    datasets: list[Declaration] = Field(default=[])


_KEYS = DECLARED_KEYS | frozenset(_Whole.model_fields)


def load_store(environ: Mapping[str, str]) -> StoreSettings:
    """Return the settings that file, environment and defaults make. Raises UserError with each mistake by its place."""
    given = {name: environ[variable] for name, variable in _VARIABLES.items() if environ.get(variable)}
    _checked(given, _ENVIRONMENT)
    path = environ.get(STORE_FILE, "")
    return _settings(_checked(given | _file(Path(path)), _FILE) if path else _checked(given, _ENVIRONMENT))


def parse_store(text: str) -> StoreSettings:
    """Return the settings that a YAML text makes over the defaults. Raises UserError as load_store does."""
    return _settings(_checked(_mapping(text), _FILE))


def _file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise UserError(f"{_FILE} cannot be read ({type(error).__name__}).") from None
    return _mapping(text)


def _mapping(text: str) -> dict[str, Any]:
    data = read_yaml(text)
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise UserError(f"{_FILE} should be a mapping with sync_mode, max_rows, datasets ...")
    # A truth value is a word here, as it is in the environment.
    return data | {"enabled": str(data["enabled"])} if isinstance(data.get("enabled"), bool) else data


def _checked(data: Mapping[str, Any], what: str) -> _Whole:
    try:
        found = _Whole.model_validate(data)
    except ValidationError as error:
        said = faults(error, data, _KEYS)
        if what == _ENVIRONMENT:
            said = [_by_variable(each) for each in said]
        raise UserError(told(what, said)) from None
    twice = list(_twice(found.datasets))
    if twice:
        raise UserError(told(what, twice))
    return found


def _by_variable(fault: str) -> str:
    name, _, rest = fault.partition(" ")
    return f"{_VARIABLES.get(name, name)} {rest}"


def _twice(datasets: list[Declaration]) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for place, each in enumerate(datasets, 1):
        if (each.workspace, each.name) in seen:
            yield f"datasets[{place}] ({each.name}).name is the name of another data set of this workspace"
        seen.add((each.workspace, each.name))


def _settings(found: _Whole) -> StoreSettings:
    return StoreSettings(
        enabled=found.enabled == "true",
        sync_mode=SyncMode(found.sync_mode),
        chunk_size=found.chunk_size,
        max_rows=found.max_rows,
        workers=found.workers,
        datasets=tuple(map(declared, found.datasets)),
    )
