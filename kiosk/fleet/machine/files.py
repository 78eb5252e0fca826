"""What stands in the files of a kiosk: the browser's options and policy, the unit of systemd, no sleep."""

from __future__ import annotations

#: In the order in which they are looked for.
BROWSERS = ("chromium", "google-chrome-stable", "google-chrome", "chromium-browser")
#: Seconds without a sign of life after which the browser is started anew.
SILENT_S = 30.0

#: The browser's options. The microphone is no option: the policy grants it, to the hall's page alone.
FLAGS = (
    "--kiosk",
    "--lang=zh-CN",
    "--no-first-run",
    "--no-default-browser-check",
    "--noerrdialogs",
    "--disable-session-crashed-bubble",
    "--hide-crash-restore-bubble",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--disable-features=Translate,TranslateUI",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-background-networking",
    "--disable-component-update",
    "--password-store=basic",
    "--ozone-platform-hint=auto",
)


def policy(origin: str) -> dict[str, object]:
    """Chromium's managed policy: this page and nothing else; microphone and camera for it alone."""
    return {
        "URLBlocklist": ["*"],
        "URLAllowlist": [origin],
        "AudioCaptureAllowed": False,
        "AudioCaptureAllowedUrls": [origin],
        "VideoCaptureAllowed": False,
        "VideoCaptureAllowedUrls": [origin],
        "AutoplayAllowlist": [origin],
        "DefaultNotificationsSetting": 2,
        "DefaultGeolocationSetting": 2,
        "DefaultPopupsSetting": 2,
        "TranslateEnabled": False,
        "SpellcheckEnabled": False,
        "PasswordManagerEnabled": False,
        "AutofillAddressEnabled": False,
        "AutofillCreditCardEnabled": False,
        "DownloadRestrictions": 3,
        "AllowFileSelectionDialogs": False,
        "BrowserSignin": 0,
        "SyncDisabled": True,
        "BackgroundModeEnabled": False,
        "MetricsReportingEnabled": False,
        "CommandLineFlagSecurityWarningsEnabled": False,
    }


#: cage shows one program in full screen, and never blanks the screen. systemd ends the unit where `browser.py` itself
#: gives no sign of life.
UNIT = """[Unit]
Description=Hall kiosk: a browser that shows the hall's page
Wants=network-online.target
After=systemd-user-sessions.service network-online.target sound.target
Conflicts=getty@tty1.service
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=all
User={user}
PAMName=login
TTYPath=/dev/tty1
TTYReset=yes
StandardInput=tty-fail
StandardOutput=journal
StandardError=journal
UtmpIdentifier=tty1
UtmpMode=user
Environment=XDG_SESSION_TYPE=wayland
ExecStartPre=+-/bin/sh -c 'setterm --blank 0 --powerdown 0 --term linux > /dev/tty1'
ExecStart=/usr/bin/cage -s -- /usr/bin/python3 {program} {settings}
Restart=always
RestartSec=3
TimeoutStartSec=180
WatchdogSec=90

[Install]
WantedBy=multi-user.target
"""

LOGIND = """[Login]
IdleAction=ignore
HandleLidSwitch=ignore
HandleSuspendKey=ignore
HandleHibernateKey=ignore
"""

SLEEP = """[Sleep]
AllowSuspend=no
AllowHibernation=no
"""
