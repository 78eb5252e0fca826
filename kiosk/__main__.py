"""The `kiosk` command. Each subcommand is a thin layer over a module; errors end in a sentence that names the fix."""

from __future__ import annotations

import io
import os
import sys

# Before numpy is loaded: mel features are small, and OpenBLAS threads would only spin.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Before onnxruntime is loaded: it sends usage data unless this is set at its import.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import typer

from asr import AsrError
from dialogue import ScriptErrors
from kiosk.client import ClientError
from kiosk.client.scenario import ScenarioError
from kiosk.commands import (
    assess,
    audit,
    backend,
    backup,
    call,
    demo,
    devices,
    doctor,
    fleet,
    hear,
    knowledge,
    models,
    operators,
    phone,
    record,
    say,
    serve,
    talk,
    tls,
    to_do,
)
from kiosk.commands.expecting import ExpectationOptionError
from kiosk.commands.paths import PathOptionError
from kiosk.commands.services import group as services
from kiosk.config import ConfigError
from kiosk.fleet.machine.setup import MachineSetupError
from kiosk.models.download import ModelDownloadError
from kiosk.net.tls import TlsError
from kiosk.publishing.bundle import BundleError
from kiosk.publishing.rollout import RolloutError
from kiosk.store import StoreError
from tts import VoiceError

app = typer.Typer(
    help="A digital human for government service halls. 政务大厅数字人。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("serve")(serve.serve)
app.command("talk")(talk.talk)
app.command("call")(call.call)
app.command("say")(say.say)
app.command("hear")(hear.hear)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("assess")(assess.assess_)
app.command("doctor")(doctor.doctor)
app.command("demo-backend")(demo.demo_backend)
app.command("devices")(devices.devices)
app.add_typer(models.app, name="models")
app.add_typer(services.app, name="services")
app.add_typer(phone.app, name="phone")
app.add_typer(fleet.app, name="fleet")
app.add_typer(tls.app, name="tls")
app.add_typer(backend.app, name="backend")
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(to_do.app, name="todo")
app.add_typer(record.app, name="record")
app.add_typer(audit.app, name="audit")
app.add_typer(operators.app, name="operators")

#: Errors that an operator can fix: printed as a sentence, without a traceback.
_EXPECTED = (
    AsrError, BundleError, ClientError, ConfigError, ExpectationOptionError, MachineSetupError, ModelDownloadError,
    OSError, PathOptionError, RolloutError, ScenarioError, ScriptErrors, StoreError, TlsError, VoiceError,
)  # fmt: skip


def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file's name may hold bytes that are not text
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except _EXPECTED as error:
        typer.secho(_told(error), fg="red", err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def _told(error: BaseException) -> str:
    """A system error as `file: reason`, without its number; any other error's text."""
    if isinstance(error, OSError) and error.strerror and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return str(error)


if __name__ == "__main__":
    main()
