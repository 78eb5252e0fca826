// Walks through the whole page and photographs it: node dev/shots.mjs [OUT folder] [WIDTHxHEIGHT ...]
// Needs a hall at $HALL (default http://127.0.0.1:8080/): npm run dev:hall.

import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const [out = "/tmp/shots", ...sizes] = process.argv.slice(2);
const hall = process.env.HALL ?? "http://127.0.0.1:8080/";
mkdirSync(out, { recursive: true });

async function walk(size) {
  const [width, height] = size.split("x").map(Number);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required",
      "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", "--mute-audio",
      ...(process.env.WAV ? [`--use-file-for-fake-audio-capture=${process.env.WAV}`] : []),
    ],
  });
  const page = await browser.newPage({ viewport: { width, height } });
  page.on("console", (message) => console.log(`${size}:`, message.text()));
  page.on("pageerror", (error) => console.log(`${size} error:`, error.stack));
  let n = 0;
  const shoot = async (name) => page.screenshot({ path: `${out}/${size}-${String(n++).padStart(2, "0")}-${name}.png` });
  const settle = (ms = 2200) => page.waitForTimeout(ms);
  await page.goto(hall);
  await settle();
  await shoot("attract");
  await page.click(".attract-button");
  await settle(3500);
  await shoot("choices");
  await page.click(".option >> nth=0");
  await settle();
  await shoot("materials");
  await page.click(".option >> nth=0");
  await settle();
  for (const key of "110105194912310") await page.click(`.pad-key:text-is("${key}")`);
  await shoot("id");
  for (const key of "02X") await page.click(`.pad-key:text-is("${key}")`);
  await page.click(".pad-done");
  await settle();
  await shoot("digits");
  await page.click(".tool-type");
  await settle(600);
  await shoot("typing");
  await page.click('.phrases button >> nth=0');
  await settle();
  await shoot("confirm");
  await page.click(".tool-elderly");
  await settle(500);
  await shoot("confirm-elderly");
  await page.click(".tool-elderly");
  await page.click(".yes");
  await settle();
  await shoot("receipt");
  await page.click(".option >> nth=0");
  await settle();
  await shoot("answer");
  await page.click(".option >> nth=0");
  await settle();
  await shoot("rating");
  console.log(size, JSON.stringify(await page.evaluate(() => ({ skew: window.__kiosk.skew(), status: window.__kiosk.status() }))));
  await page.click(".level >> nth=0");
  await settle(1500);
  await shoot("goodbye");
  await browser.close();
}

for (const size of sizes.length > 0 ? sizes : ["1080x1920", "1920x1080", "1366x768"]) await walk(size);
