"""The whole of template.yaml on this machine: real queues, notifications, schedules, roles, and our own handlers."""

from __future__ import annotations

import contextlib
import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.build.package import source_zip
from infra.local.aws.emulator import ACCOUNT, REGION, Emulator, LocalAwsError
from infra.local.aws.logs import LogFollower
from infra.local.aws.template import function_doors, load_template, with_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from mypy_boto3_cloudformation import CloudFormationClient

PROJECT = Path(__file__).resolve().parents[3]
STACK_NAME = "avexra"
CODE_BUCKET = "avexra-code"
MADE_WITHIN_S = 60.0
ON_ONE_MACHINE = {"QuestionConcurrency": "2"}
"""Parameters a laptop needs otherwise than AWS; each question answered at the same time is a process."""
SECRET_KEY = "local"  # noqa: S105 - MiniStack does not check the root key's secret; it serves this machine alone


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where everything is, once the stack is made."""

    http_address: str
    """Base address of the HTTP entry on loopback, without a slash at the end: + /slack/events, /health ..."""
    endpoint: str
    """For AWS_ENDPOINT_URL."""
    region: str
    access_key: str
    secret_key: str
    outputs: Mapping[str, str]
    """The template's outputs, by name."""
    functions: Mapping[str, str]
    """Front door (slack_events ...) -> name of the function."""
    schedules: Mapping[str, str]
    """Logical id of a schedule (DigestScheduleTimer ...) -> its name."""


class LocalAws:
    """Starts, feeds and stops the local AWS; a context manager whose value is itself, `deployment` filled."""

    deployment: Deployment

    def __init__(  # noqa: PLR0913 - each is a knob of its own, and all but one have a default
        self,
        home: Path,
        *,
        parameters: Mapping[str, str] | None = None,
        secrets: Mapping[str, Mapping[str, str]] | None = None,
        template: Path = PROJECT / "template.yaml",
        code: Callable[[str], bytes] = source_zip,
        extra_environment: Mapping[str, str] | None = None,
    ) -> None:
        """Keep everything below `home`, which is emptied first.

        `parameters` are the template's; `secrets` maps a secret's logical id to its value; `code` gives the zip of a
        front door; `extra_environment` reaches every handler.
        """
        self.home = home.resolve()
        self.log_folder = self.home / "logs"
        self._parameters = {**ON_ONE_MACHINE, **(parameters or {})}
        self._secrets = dict(secrets or {})
        self._template_file = template
        self._code = code
        self._emulator = Emulator(self.home, extra_environment)
        self._followers = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Start; see `start`."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, whatever happened."""
        self.stop()

    def start(self) -> Deployment:
        """Start MiniStack, make the stack, put the secrets; LocalAwsError names what failed."""
        shutil.rmtree(self.home, ignore_errors=True)
        self.log_folder.mkdir(parents=True)
        self._emulator.start()
        try:
            self.deployment = self._deploy()
        except (BotoCoreError, ClientError) as error:
            self.stop()
            raise LocalAwsError(f"the local AWS refused the stack: {error}") from error
        except BaseException:
            self.stop()
            raise
        return self.deployment

    def stop(self) -> None:
        """End everything this started and wait for it; harmless when called again."""
        self._followers.close()
        self._emulator.stop()

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes clients at run time, one type a service
        """A boto3 client of the account's root on the local AWS."""
        return boto3.client(
            cast("Any", service),
            endpoint_url=self._emulator.endpoint,
            region_name=REGION,
            aws_access_key_id=ACCOUNT,
            aws_secret_access_key=SECRET_KEY,
            config=Config(retries={"mode": "standard", "max_attempts": 2}),
        )

    def reload(self, doors: Iterable[str] | None = None) -> None:
        """Give the functions their present source; the next message runs it. Others keep running meanwhile."""
        functions = self.deployment.functions
        lambda_client = self.client("lambda")
        for door in functions if doors is None else doors:
            lambda_client.update_function_code(FunctionName=functions[door], ZipFile=self._code(door))

    def warm(self, doors: Iterable[str]) -> None:
        """Start these queue workers' processes now, with an empty batch, so that the first message need not wait."""
        lambda_client = self.client("lambda")
        for door in doors:
            name = self.deployment.functions[door]
            lambda_client.invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps({"Records": []}))

    def fire(self, schedule: str) -> None:
        """Do now what the schedule of this logical id does when its time comes; KeyError for an unknown one."""
        name = self.deployment.schedules[schedule]
        target = self.client("scheduler").get_schedule(Name=name, GroupName=STACK_NAME)["Target"]
        kind, resource = target["Arn"].split(":")[2], target["Arn"].rsplit(":", 1)[1]
        if kind == "sqs":
            sqs = self.client("sqs")
            url = sqs.get_queue_url(QueueName=resource)["QueueUrl"]
            sqs.send_message(QueueUrl=url, MessageBody=target["Input"])
        else:
            self.client("lambda").invoke(FunctionName=resource, InvocationType="Event", Payload=target["Input"])

    def follow_logs(self, write: Callable[[str, str], None] | None = None) -> None:
        """Copy each function's log to logs/<door>.log, and hand every line to `write(door, line)` as well."""
        groups = {door: f"/avexra/{STACK_NAME}/{door}" for door in self.deployment.functions}
        self._followers.enter_context(LogFollower(self.client("logs"), groups, self.log_folder, write))

    def _deploy(self) -> Deployment:
        template = load_template(self._template_file)
        doors = function_doors(template)
        address = self._upload(template, doors)
        formation: CloudFormationClient = self.client("cloudformation")
        formation.create_stack(
            StackName=STACK_NAME,
            TemplateURL=address,
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in self._parameters.items()],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        )
        outputs = _wait_until_made(formation, self._emulator.log_file)
        names = {
            resource["LogicalResourceId"]: resource.get("PhysicalResourceId", "")
            for resource in formation.describe_stack_resources(StackName=STACK_NAME)["StackResources"]
        }
        secrets = self.client("secretsmanager")
        for logical_id, value in self._secrets.items():
            secrets.put_secret_value(SecretId=names[logical_id], SecretString=json.dumps(value))
        return Deployment(
            http_address=f"{self._emulator.endpoint}/_aws/execute-api/{outputs['HttpApiId']}/$default",
            endpoint=self._emulator.endpoint,
            region=REGION,
            access_key=ACCOUNT,
            secret_key=SECRET_KEY,
            outputs=outputs,
            functions={door: names[logical_id] for logical_id, door in doors.items()},
            schedules={
                logical_id: names[logical_id]
                for logical_id, resource in template["Resources"].items()
                if resource["Type"] == "AWS::Scheduler::Schedule"
            },
        )

    def _upload(self, template: dict[str, Any], doors: Mapping[str, str]) -> str:
        s3 = self.client("s3")
        s3.create_bucket(Bucket=CODE_BUCKET)
        for door in doors.values():
            s3.put_object(Bucket=CODE_BUCKET, Key=f"{door}.zip", Body=self._code(door))
        packaged = with_code(template, CODE_BUCKET, {logical_id: f"{door}.zip" for logical_id, door in doors.items()})
        s3.put_object(Bucket=CODE_BUCKET, Key="template.json", Body=json.dumps(packaged))
        return f"{self._emulator.endpoint}/{CODE_BUCKET}/template.json"


def _wait_until_made(formation: CloudFormationClient, log_file: Path) -> dict[str, str]:
    deadline = time.monotonic() + MADE_WITHIN_S
    while time.monotonic() < deadline:
        stack = formation.describe_stacks(StackName=STACK_NAME)["Stacks"][0]
        if stack["StackStatus"] == "CREATE_COMPLETE":
            return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            break
        time.sleep(0.1)
    failures = [
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}"
        for event in formation.describe_stack_events(StackName=STACK_NAME)["StackEvents"]
        if event.get("ResourceStatus", "").endswith("_FAILED")
    ]
    raise LocalAwsError(f"the stack was not made ({'; '.join(failures) or 'no reason given'}); see {log_file}")
