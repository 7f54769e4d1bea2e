"""The real parts of the ingestion door."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from functions.data_parts import database
from functions.passage_parts import embedder, passages
from functions.slack_parts import messengers, outbox, settings
from shared.adapters.aws.client import client
from shared.adapters.files.documents import LimitedDocumentReader
from shared.adapters.files.reader import LimitedFileReader
from shared.adapters.postgres.dataset_catalog import PostgresDatasetCatalog
from shared.adapters.postgres.ingestion_log import PostgresIngestionLog
from shared.adapters.postgres.table_store import PostgresTableStore
from shared.adapters.postgres.written_models import PostgresWrittenModels
from shared.adapters.postgres.written_rules import PostgresWrittenRules
from shared.adapters.s3.raw_files import S3RawFiles
from shared.adapters.system.clock import SystemClock
from shared.app.ingest_document import DocumentIngester
from shared.app.ingest_file import FileIngester
from shared.app.ingest_model import ModelIngester
from shared.app.ingest_rules import RulesIngester
from shared.config.ingest_rules import load_rules, parse_rules
from shared.config.ossie_documents import parse_any_model

if TYPE_CHECKING:
    from shared.ports.clock import Clock


@cache
def clock() -> Clock:
    """Return the machine's clock."""
    return SystemClock()


@cache
def ingester() -> FileIngester:
    """Return what ingests files, made once a container."""
    return FileIngester(
        messengers=messengers(),
        raw_files=S3RawFiles(client("s3"), settings().buckets.raw),
        reader=LimitedFileReader(settings().limits.files, load_rules()),
        tables=PostgresTableStore(database()),
        catalog=PostgresDatasetCatalog(database()),
        log=PostgresIngestionLog(database()),
        outbox=outbox(),
        clock=clock(),
        documents=DocumentIngester(LimitedDocumentReader(settings().limits.files), passages(), embedder()),
        models=ModelIngester(parse_any_model, PostgresWrittenModels(database())),
        rules=RulesIngester(parse_rules, PostgresWrittenRules(database())),
    )
