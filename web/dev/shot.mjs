// One picture of one page: node dev/shot.mjs URL OUT.png [WIDTHxHEIGHT] [wait ms]
import { chromium } from "playwright-core";

const [url, out, size = "1600x1080", wait = "1500"] = process.argv.slice(2);
const [width, height] = size.split("x").map(Number);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"],
});
const page = await browser.newPage({ viewport: { width, height } });
page.on("console", (message) => console.log("page:", message.text()));
page.on("pageerror", (error) => console.log("page error:", error.message));
await page.goto(url);
await page.waitForTimeout(Number(wait));
await page.screenshot({ path: out });
await browser.close();
