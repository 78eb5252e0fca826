"""`kiosk services`: commands for the hall's service scripts, one per file."""

from __future__ import annotations

import typer

from kiosk.commands.services import approve as services_approve
from kiosk.commands.services import diff as services_diff
from kiosk.commands.services import draw as services_draw
from kiosk.commands.services import history as services_history
from kiosk.commands.services import interfaces as services_interfaces
from kiosk.commands.services import lint as services_lint
from kiosk.commands.services import play_tests as services_test
from kiosk.commands.services import propose as services_propose
from kiosk.commands.services import publish as services_publish
from kiosk.commands.services import replay as services_replay
from kiosk.commands.services import sample as services_sample
from kiosk.commands.services import schema as services_schema
from kiosk.commands.services import try_out as services_try

app = typer.Typer(
    help="服务脚本：检查、测试、试用、画流程图、发布。 The hall's service scripts: check, test, try, draw and publish.",
    no_args_is_help=True,
)
app.command("lint")(services_lint.lint)
app.command("sample")(services_sample.sample)
app.command("schema")(services_schema.schema)
app.command("test")(services_test.run_tests)
app.command("replay")(services_replay.replay_)
app.command("try")(services_try.try_)
app.command("draw")(services_draw.draw)
app.command("propose")(services_propose.propose)
app.command("approve")(services_approve.approve)
app.command("publish")(services_publish.publish)
app.command("rollback")(services_publish.rollback)
app.command("history")(services_history.history)
app.command("diff")(services_diff.diff)
app.command("export")(services_diff.export)
app.command("import")(services_propose.import_)
app.command("interfaces")(services_interfaces.show_interfaces)
