// Photographs what a walk through the page does not reach: words still being understood, a microphone that does not hear,
// the queue.   node dev/moments.mjs [OUT folder] [WIDTHxHEIGHT ...]   needs npm run dev:hall (HALL=... for another address)

import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const [out = "/tmp/moments", ...sizes] = process.argv.slice(2);
const hall = process.env.HALL ?? "http://127.0.0.1:8080/";
mkdirSync(out, { recursive: true });

const MICS = [
  ["muted", "麦克风已静音"], ["dead", "麦克风没有声音，请直接触摸屏幕办理"],
  ["far", "听不太清，请靠近一些"], ["loud", "声音太大，请离远一些"],
];
const LONG = "您好我想问一下我妈妈的社会保障卡上个星期在菜市场丢了现在想先挂失然后再补办一张新的卡需要她本人来吗";

const tell = (message) => fetch(hall, { method: "POST", body: JSON.stringify(message) });

async function photograph(size) {
  const [width, height] = size.split("x").map(Number);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required", "--mute-audio"],
  });
  const page = await browser.newPage({ viewport: { width, height }, permissions: [] });
  page.on("pageerror", (error) => console.log(`${size} error:`, error.stack));
  const shoot = async (name, ms = 900) => {
    await page.waitForTimeout(ms);
    await page.screenshot({ path: `${out}/${size}-${name}.png` });
  };
  await page.goto(hall);
  await page.waitForTimeout(1800);
  await tell({ type: "mic", status: "dead", text: "" });
  await shoot("attract-dead");
  await tell({ type: "mic", status: "ok", text: "" });
  await tell({ type: "waiting", position: 2, text: "请稍候，前面还有 1 位" });
  await shoot("waiting");
  await page.click(".tool-elderly");
  await tell({ type: "waiting", position: 12, text: "请稍候，前面还有 11 位" });
  await shoot("waiting-elderly");
  await page.click(".tool-leave");
  await page.waitForTimeout(500);
  await page.click(".attract-button");
  await page.waitForTimeout(4500);
  const partial = async (name) => {
    await tell({ type: "state", state: "hearing" });
    await tell({ type: "partial", text: LONG.slice(0, 14), stable: 8 });
    await shoot(`partial${name}`);
    await tell({ type: "partial", text: LONG, stable: 38 });
    await shoot(`partial-long${name}`);
    await tell({ type: "partial", text: "", stable: 0 });
    await tell({ type: "state", state: "listening" });
    for (const [status, text] of MICS) {
      await tell({ type: "mic", status, text });
      await shoot(`mic-${status}${name}`, 600);
    }
  };
  await partial("");
  await tell({ type: "cards", cards: [] });
  await page.waitForTimeout(800);
  await partial("-bare");
  await page.click(".tool-elderly");
  await partial("-elderly");
  await page.click(".banner-type");
  await shoot("typing-elderly");
  await browser.close();
}

for (const size of sizes.length > 0 ? sizes : ["1080x1920", "1920x1080", "1366x768"]) await photograph(size);
