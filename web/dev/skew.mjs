// Mouth against sound over a long speech with three injected underruns, from the page's own counters:
//   node dev/skew.mjs [seconds] [WIDTHxHEIGHT]      needs npm run dev:hall (HALL=... for another address)

import { chromium } from "playwright-core";

const [seconds = "120", size = "1080x1920"] = process.argv.slice(2);
const [width, height] = size.split("x").map(Number);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required",
    "--mute-audio", // and no microphone: the browser's stand-in beeps, and a hall with ears would answer it
  ],
});
const page = await browser.newPage({ viewport: { width, height } });
page.on("pageerror", (error) => console.log("page error:", error.stack));
await page.goto(process.env.HALL ?? "http://127.0.0.1:8080/");
await page.waitForTimeout(1500);
await page.click(".attract-button");
await page.waitForTimeout(1500);
await page.click(".tool-type");
await page.fill(".type-sheet .text-field", "再说长一点");
await page.keyboard.press("Enter");
await page.waitForTimeout(2500);
await page.evaluate(() => window.__kiosk.clear());
const before = await page.evaluate(() => ({ frames: window.__kiosk.status().frames, at: performance.now() }));
const quarter = (Number(seconds) * 1000) / 4;
for (const ms of [120, 300, 700]) {
  await page.waitForTimeout(quarter);
  await page.evaluate((gap) => window.__kiosk.injectUnderrun(gap), ms);
}
await page.waitForTimeout(quarter);
const result = await page.evaluate(() => {
  const k = window.__kiosk;
  return { skew: k.skew(), age: k.age(), underruns: k.underruns(), status: k.status(), at: performance.now(), openness: k.openness() };
});
const fps = ((result.status.frames - before.frames) * 1000) / (result.at - before.at);
console.log(JSON.stringify({ ...result, fps: Math.round(fps * 10) / 10 }, null, 1));
await browser.close();
