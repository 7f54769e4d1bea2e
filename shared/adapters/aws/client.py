"""AWS clients, one a service and a pace, made once a process.

botocore itself reads AWS_ENDPOINT_URL, the region and the credentials; boto3 is left out because botocore alone starts
a third faster (0.20 s against 0.30 s with an SQS client), which a person waits for at a cold start.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, overload

from botocore.config import Config
from botocore.session import get_session

if TYPE_CHECKING:
    from botocore.session import Session
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_kms.client import KMSClient
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_secretsmanager.client import SecretsManagerClient
    from mypy_boto3_sqs.client import SQSClient


class Pace(Enum):
    """How long a client may take: (connect seconds, read seconds, attempts in all)."""

    PROMPT = (0.5, 0.8, 2)
    """For a door that must answer within the 3 s Slack waits: two tries of 0.8 s, and at most 1 s between them."""
    PATIENT = (3.0, 60.0, 4)
    """For workers behind a queue."""


@overload
def client(service: Literal["s3"], pace: Pace = Pace.PATIENT) -> S3Client: ...
@overload
def client(service: Literal["sqs"], pace: Pace = Pace.PATIENT) -> SQSClient: ...
@overload
def client(service: Literal["dynamodb"], pace: Pace = Pace.PATIENT) -> DynamoDBClient: ...
@overload
def client(service: Literal["secretsmanager"], pace: Pace = Pace.PATIENT) -> SecretsManagerClient: ...
@overload
def client(service: Literal["kms"], pace: Pace = Pace.PATIENT) -> KMSClient: ...
def client(service: str, pace: Pace = Pace.PATIENT) -> Any:
    """Return the process's client of a service. Where the environment names no region, us-east-1 stands in."""
    return _client(service, pace)


@cache
def _client(service: str, pace: Pace) -> Any:  # noqa: ANN401 - botocore makes its client classes at run time
    connect_seconds, read_seconds, attempts = pace.value
    session = _session()
    return session.create_client(
        service,
        region_name=session.get_config_variable("region") or "us-east-1",
        config=Config(
            connect_timeout=connect_seconds,
            read_timeout=read_seconds,
            retries={"total_max_attempts": attempts, "mode": "standard"},
            max_pool_connections=4,
        ),
    )


@cache
def _session() -> Session:
    return get_session()


def forget_clients() -> None:
    """Drop the clients made so far: for a process whose endpoint or credentials changed, such as a test's."""
    _client.cache_clear()
    _session.cache_clear()
