"""`kiosk demo-backend`: a small real back end to try the services against."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Annotated
from urllib.parse import urlsplit

import typer

from dialogue.testing import load_conversation_tests
from dialogue.testing.sample_calls import sample_answers
from kiosk.commands.options import ConfigOption, settings_from
from kiosk.config import IdentitySettings, Settings
from kiosk.demo import server as backend
from kiosk.dialect.reader import load_dialect


def demo_backend(
    host: Annotated[str, typer.Option(help="监听地址或端口。 Listen here.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="监听地址或端口。 Listen here.", min=0, max=65535)] = 8090,
    config: ConfigOption = None,
) -> None:
    """启动演示用的业务系统（虚构的群众），按 Ctrl-C 停止；照接口对照文件的写法答复，没有的接口照对话测试里的例子答。

    Run the demo back end (fictional citizens, its own SQLite in data_dir) until Ctrl-C. It speaks the dialect of
    backend.mapping, and answers interfaces of other scripts as their conversation tests do.
    """
    settings = settings_from(config)
    folder = settings.services_dir
    samples = sample_answers(load_conversation_tests(folder).tests) if folder.is_dir() else {}
    app = backend.make_app(settings.data_dir, dialect=load_dialect(settings.backend.mapping), samples=samples)
    asyncio.run(backend.run(host, port, app, on_ready=typer.echo))


def beside_demo(settings: Settings) -> Settings:
    """For a hall with the demo back end beside it: text messages and ratings go there too, where the settings name
    nobody who takes them; and with a card reader it also knows codes of apps and faces.
    """
    parts = urlsplit(settings.backend.url)
    demo = f"{parts.scheme}://{parts.netloc}"
    hall, messages, feedback = settings.hall, settings.messages, settings.feedback
    if hall.sms == "none" and not messages.url:
        hall, messages = dataclasses.replace(hall, sms="sender"), dataclasses.replace(messages, url=f"{demo}/sms")
    if not feedback.url:
        feedback = dataclasses.replace(feedback, url=f"{demo}/ratings")
    identity = _proving(settings.identity)
    return dataclasses.replace(settings, hall=hall, messages=messages, feedback=feedback, identity=identity)


def _proving(identity: IdentitySettings) -> IdentitySettings:
    """Codes of apps, faces and staff who vouch, where the settings have none of them; faces beside a reader."""
    if (identity.qr, identity.face, identity.staff_level) != ("off", "off", "off") or identity.reader == "off":
        return identity
    return dataclasses.replace(identity, qr="card", face="on", face_operator="演示用的人脸比对服务", staff_level="face")
