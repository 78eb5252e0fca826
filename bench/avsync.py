"""Mouth against sound in Chromium, over two minutes of speech, with three underruns injected.

    python -m bench.avsync [--seconds 120]

Read from the page's own counters (`window.__kiosk`): for every animation frame, the media time of the face row drawn
against the playback worklet's counter, read again when the frame is handed to the screen. The limit is 40 ms at p99:
ITU-R BT.1359 puts the threshold of detection at 45 ms for sound ahead of the picture.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os

from bench.latency import start_server
from bench.machine import describe
from kiosk.config import load_settings
from support.chromium import Page

_LIMIT_MS = 40.0
_STARVE_MS = 400


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=120)
    options = parser.parse_args()
    settings = load_settings(None, os.environ)
    server, url = await start_server(settings)
    try:
        async with Page.open(url.replace("ws://", "http://").removesuffix("ws")) as page:
            return await measure(page, options.seconds)
    finally:
        server.terminate()
        await server.wait()


async def measure(page: Page, seconds: float) -> int:
    await page.until("window.__kiosk && window.__kiosk.status().link === 'open'")
    await page.tap(540, 1500)
    await page.until("window.__kiosk.status().talking")
    await page.run("window.__kiosk.clear()")
    loop = asyncio.get_running_loop()
    began, starved = loop.time(), 0
    while (now := loop.time() - began) < seconds:
        status = await page.run("window.__kiosk.status()")
        if status["turn"] == "listening":
            await page.run(_ASK)  # keep her talking
        if starved < 3 and status["turn"] == "speaking" and now > seconds * (starved + 1) / 4:
            await page.run(f"window.__kiosk.injectUnderrun({_STARVE_MS})")
            starved += 1
        await asyncio.sleep(0.25)
    skew, age = await page.run("window.__kiosk.skew()"), await page.run("window.__kiosk.age()")
    underruns, status = await page.run("window.__kiosk.underruns()"), await page.run("window.__kiosk.status()")
    print(f"\nMouth against sound, {seconds:.0f} s, {starved} underruns of {_STARVE_MS} ms injected\n{describe()}\n")
    print(f"skew when handed to the screen, ms   {json.dumps(skew)}")
    print(f"skew when replaced, ms               {json.dumps(age)}")
    print(f"underruns seen by the page           {underruns}")
    print(f"page                                 {json.dumps(status)}")
    print(f"openness of the mouth, % [from, n]   {await page.run('window.__kiosk.openness()')}")
    print(f"limit, p99                           {_LIMIT_MS:.0f} ms")
    return 0 if skew["p99"] <= _LIMIT_MS and underruns >= starved else 1


#: Types a question into the page's own text box, as a citizen would.
_ASK = """(() => {
  const box = document.querySelector('.type-sheet .text-field');
  if (!box.checkVisibility()) {
    const open = document.querySelector('button.tool-type');
    if (open.checkVisibility()) open.click();
    return false;
  }
  box.value = ['帮助', '你们几点上班', '居住证要多久', '照片有什么要求'][Math.floor(performance.now() / 1000) % 4];
  box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  return true;
})()"""


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
