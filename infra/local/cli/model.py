"""`avexra model`: what the tables are taken to mean, as YAML to edit, and whether an edited one fits them."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.local.cli.workspace import open_tables
from shared.adapters.files.reader import LimitedFileReader
from shared.config.ingest_rules import load_rules
from shared.config.ossie_documents import parse_any_model
from shared.config.semantic_models import MOST_PROBLEMS, load_domains
from shared.config.yaml_text import write_yaml
from shared.core.errors import UserError
from shared.core.semantic.ossie import export_ossie
from shared.core.semantic.overlay import overlay, problems
from shared.core.semantic.yaml_form import model_to_dict

if TYPE_CHECKING:
    from shared.core.semantic.model import SemanticModel


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse keeps its type private
    """Add the command and its two words to the parser."""
    parser = commands.add_parser("model", help="print the semantic model of table files, or check an edited one")
    words = parser.add_subparsers(dest="word", required=True, metavar="WORD")
    export = words.add_parser(
        "export",
        help="print the model as YAML",
        epilog="Example: avexra model export --table sales=sales.csv > model.yaml",
    )
    export.add_argument("--ossie", action="store_true", help="print it as an Apache Ossie document")
    export.set_defaults(run=run_export)
    check = words.add_parser(
        "check",
        help="say what in a written model does not fit the tables",
        epilog="Example: avexra model check model.yaml --table sales=sales.csv",
    )
    check.add_argument("model", type=Path, metavar="MODEL", help="the YAML file: our form, or Apache Ossie's")
    check.set_defaults(run=run_check)
    for each in (export, check):
        each.add_argument(
            "--table",
            action="append",
            required=True,
            type=_named_file,
            metavar="NAME=FILE",
            help="a table and its file (repeatable)",
        )


def run_export(chosen: argparse.Namespace) -> int:
    """Print the model of the tables: what was inferred, with the domains that apply over it."""
    model = _model_of(chosen.table)
    form = export_ossie(model, "avexra") if chosen.ossie else model_to_dict(model, statistics=False)
    print(write_yaml(form), end="")
    return 0


def run_check(chosen: argparse.Namespace) -> int:
    """Print what does not fit, a sentence a line, at most ten. Exit code 1 when there is something."""
    try:
        text = chosen.model.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UserError(f"The model {chosen.model} cannot be read; check its name.") from None
    written, left_out = parse_any_model(text)
    found = problems(_model_of(chosen.table), written)
    for each in left_out[:MOST_PROBLEMS]:
        print(f"Left out: {each}")
    for each in found[:MOST_PROBLEMS]:
        print(each)
    if len(found) > MOST_PROBLEMS:
        print(f"… and {len(found) - MOST_PROBLEMS} more.")
    if not found:
        print("The model fits the tables.")
    return 1 if found else 0


def _named_file(text: str) -> tuple[str, Path]:
    name, separator, path = text.partition("=")
    if not separator or not name.strip() or not path:
        raise argparse.ArgumentTypeError(f"“{text}” is not NAME=FILE; write for example --table sales=sales.csv")
    return name.strip(), Path(path)


def _model_of(files: list[tuple[str, Path]]) -> SemanticModel:
    with tempfile.TemporaryDirectory(prefix="avexra-") as name:
        reader = LimitedFileReader(rules=load_rules())
        model = open_tables(dict(files), reader, Path(name), None).dataset.model
    if model is None:
        raise UserError("These files hold no table.")
    return overlay(model, *load_domains())
