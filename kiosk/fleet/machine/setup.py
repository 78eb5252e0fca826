"""The shell script that makes a Debian or Ubuntu machine a kiosk, and the one that undoes it. Sans-I/O.

The script is all there is: `kiosk fleet make-kiosk` shows it (`--dry-run`), writes it for another machine (`--to`), or
runs it. With `ROOT=/some/folder` before it, it writes below that folder and only says what it would run.
"""

from __future__ import annotations

import importlib.resources
import json
import shlex
from dataclasses import dataclass
from urllib.parse import urlsplit

from kiosk.fleet.machine import files

_SETTINGS, _PROGRAM = "/etc/hall-kiosk/kiosk.json", "/usr/local/lib/hall-kiosk/browser.py"
_UNIT = "/etc/systemd/system/hall-kiosk.service"
_LOGIND, _SLEEP = "/etc/systemd/logind.conf.d/hall-kiosk.conf", "/etc/systemd/sleep.conf.d/hall-kiosk.conf"
_POLICIES = ("/etc/chromium/policies/managed/hall-kiosk.json", "/etc/opt/chrome/policies/managed/hall-kiosk.json")
#: Holds the name of the user, where the script has made it.
_MADE = "/etc/hall-kiosk/made-user"


class MachineSetupError(Exception):
    """The machine cannot be made a kiosk as asked. One line: what was expected, and what came."""


@dataclass(frozen=True, slots=True)
class KioskMachine:
    """`url`: the hall's page, without a fragment. `code`: enrols the kiosk at its first start; empty: it is entered on
    its screen. `pin`: of a self-made certificate, as `kiosk tls make` tells it; empty: the machine trusts it already.
    """

    url: str
    code: str = ""
    pin: str = ""
    user: str = "kiosk"

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def page(self) -> str:
        """What the browser opens: in kiosk mode, and with the code behind #, which is sent to no server."""
        fragment = f"#code={self.code}" if self.code else ""
        return f"{self.url}{'&' if '?' in self.url else '?'}kiosk=1{fragment}"


def check_machine(machine: KioskMachine) -> None:
    """Raises `MachineSetupError`."""
    parts = urlsplit(machine.url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment or "@" in parts.netloc:
        example = "the address of the hall's page, such as https://hall:8080/"
        raise MachineSetupError(f"--url: expected {example}; got {machine.url!r}")
    local = parts.hostname == "localhost" or parts.hostname.startswith("127.")
    if parts.scheme == "http" and not local:
        raise MachineSetupError(
            f"--url: expected https://…; got {machine.url!r}: a browser gives no microphone to http pages of another "
            "machine. Give the hall a certificate: kiosk tls make (docs/install.md)"
        )
    if not machine.user.isidentifier() or machine.user == "root" or not machine.user.isascii():
        raise MachineSetupError(f"--user: expected the name of a user of its own, such as kiosk; got {machine.user!r}")


def settings_of(machine: KioskMachine) -> dict[str, object]:
    """Of `browser.py`."""
    pinned = (f"--ignore-certificate-errors-spki-list={machine.pin}",) if machine.pin else ()
    return {
        "url": machine.page,
        "browser": list(files.BROWSERS),
        "flags": [*files.FLAGS, *pinned],
        "profile": f"/home/{machine.user}/hall-kiosk",
        "silent_s": files.SILENT_S,
    }


def setup_script(machine: KioskMachine) -> str:
    """To be run as root. It says each thing before it does it."""
    program = importlib.resources.files("kiosk.fleet.machine").joinpath("browser.py").read_text(encoding="utf-8")
    policy = _json(files.policy(machine.origin))
    user = shlex.quote(machine.user)
    lines = [
        _HEAD.format(what="makes this machine a kiosk", url=machine.origin),
        _PACKAGES.format(browsers=" ".join(files.BROWSERS)),
        _USER.format(user=user, made=_MADE),
        _put(_PROGRAM, "755", program),
        _put(_SETTINGS, "644", _json(settings_of(machine))),
        *(_put(path, "644", policy) for path in _POLICIES),
        _put(_LOGIND, "644", files.LOGIND),
        _put(_SLEEP, "644", files.SLEEP),
        _put(_UNIT, "644", files.UNIT.format(user=machine.user, program=_PROGRAM, settings=_SETTINGS)),
        _START,
    ]
    return "\n".join(lines)


def removal_script() -> str:
    """Undoes `setup_script`, but for the packages that it installed."""
    written = (_UNIT, _LOGIND, _SLEEP, *_POLICIES, _PROGRAM, _SETTINGS)
    head = _HEAD.format(what="undoes kiosk fleet make-kiosk", url="")
    drops = [f"drop {path}" for path in written]
    stop = "run systemctl disable --now hall-kiosk.service || true"
    return "\n".join([head, stop, *drops, _REMOVE_USER.format(made=_MADE), _REMOVED])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _put(path: str, mode: str, text: str) -> str:
    assert "HALL_KIOSK_END" not in text
    return f"put {mode} {path} <<'HALL_KIOSK_END'\n{text}HALL_KIOSK_END"


_HEAD = """#!/bin/sh
# Written by `kiosk fleet make-kiosk`: {what}. {url}
set -eu
ROOT="${{ROOT:-}}"  # another root than /: files are written below it, and nothing is run
say() {{ printf '==> %s\\n' "$*"; }}
if [ -z "$ROOT" ] && [ "$(id -u)" != 0 ]; then
  echo "请用 root 运行 · run it as root: sudo sh FILE" >&2
  exit 1
fi
run() {{ say "run: $*"; [ -n "$ROOT" ] || "$@"; }}
put() {{
  say "write: $2 (mode $1)"
  mkdir -p "$ROOT$(dirname "$2")"
  cat > "$ROOT$2.new"
  chmod "$1" "$ROOT$2.new"
  mv "$ROOT$2.new" "$ROOT$2"
}}
drop() {{ if [ -e "$ROOT$1" ]; then say "delete: $1"; rm -f "$ROOT$1"; fi; }}"""

_PACKAGES = """found=""
for each in {browsers}; do
  path="$(command -v "$each" || true)"
  case "$(readlink -f "${{path:-/}}")" in
    / | */snap/* | */snap) ;;  # a snap keeps its profile and its policies elsewhere
    *) found="$path"; break ;;
  esac
done
[ -n "$found" ] || run apt-get install -y --no-install-recommends chromium
command -v cage > /dev/null || run apt-get install -y --no-install-recommends cage
command -v python3 > /dev/null || run apt-get install -y --no-install-recommends python3
[ -d /usr/share/fonts/opentype/noto ] || run apt-get install -y --no-install-recommends fonts-noto-cjk"""

_USER = """if ! id {user} > /dev/null 2>&1; then
  run useradd --create-home --shell /usr/sbin/nologin {user}
  printf '%s\\n' {user} | put 644 {made}
fi
for group in audio video input render; do
  if getent group "$group" > /dev/null; then run usermod --append --groups "$group" {user}; fi
done"""

_START = """run systemctl daemon-reload
run systemctl enable hall-kiosk.service
run systemctl restart hall-kiosk.service
say "好了 · done. 看它的记录 · its log: journalctl -u hall-kiosk -f"
say "不熄屏、不休眠的设置，重启后全部生效 · the settings against sleep are in force after a restart"
"""

_REMOVE_USER = """if [ -f "$ROOT{made}" ]; then
  run userdel --remove "$(cat "$ROOT{made}")"
  drop {made}
fi"""

_REMOVED = """[ ! -d "$ROOT/etc/hall-kiosk" ] || rmdir "$ROOT/etc/hall-kiosk"
[ ! -d "$ROOT/usr/local/lib/hall-kiosk" ] || rmdir "$ROOT/usr/local/lib/hall-kiosk"
run systemctl daemon-reload
say "已撤销；装上的软件包还在 · undone; the packages that were installed are still there"
"""
