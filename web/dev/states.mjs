// Photographs the states where room is scarce, in normal and in large type, and measures what has to be in sight:
//   node dev/states.mjs [OUT folder] [WIDTHxHEIGHT ...]     needs npm run build && npm run dev:hall (HALL=... for another address)
// INSECURE=1: as at an address without https. Ends with 1 if something that has to be seen is not.

import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const [out = "states", ...sizes] = process.argv.slice(2);
const hall = process.env.HALL ?? "http://127.0.0.1:8080/";
const only = process.env.ONLY?.split(",");
mkdirSync(out, { recursive: true });
let failures = 0;

const services = ["不动产登记查询", "窗口预约", "公积金提取", "个体工商户登记", "工单进度查询", "12345诉求登记", "居住证办理", "社保卡挂失", "身份证补领", "医保异地就医备案"];
const options = (...labels) => labels.map((label) => ({ label, value: label }));
const rows = (...pairs) => pairs.map(([label, value]) => ({ label, value }));
const menu = { kind: "choices", id: "services", title: "请选择要办的业务", options: options(...services) };
const materials = {
  kind: "materials", id: "card:材料", title: "材料清单", source: "《“中华人民共和国社会保障卡”管理办法》第十六条",
  items: [{ name: "居民身份证", copies: "原件1" }, { name: "代办人身份证", copies: "原件1", note: "代办时需要" }, { name: "代办委托书", copies: "原件1", note: "代办时需要" }],
};
const idNumber = { kind: "input", id: "slot:身份证号", title: "身份证号", pad: "id", masked: true, hint: "可以放身份证、直接说，或在这里输入" };
const answer = { kind: "answer", id: "answer:a", title: "补办社保卡要多长时间？", source: "《社会保障卡管理办法》第十五条", text: "参保人员申请补换社会保障卡的，经办机构应当自受理之日起五个工作日内制发新卡。\n即时制卡网点可以当场领取。" };
const receipt = {
  kind: "receipt", id: "receipt", title: "社保卡挂失受理回执", number: "SBK2026112900731", qr: "业务：社保卡挂失\n受理号：SBK2026112900731", time: "2026-11-29 11:02",
  rows: rows(["业务", "社保卡挂失"], ["身份证号", "**************0021"], ["手机号", "139****9000"], ["挂失方式", "正式挂失"], ["受理时间", "2026年11月29日"]),
};
const yes = { label: "同意", value: "是" };
const no = { label: "不同意", value: "否" };

/** name, cards, and what has to be wholly in sight. */
const STATES = [
  ["menu", [menu], [".option"]],
  ["consent", [{ kind: "confirm", id: "consent", title: "个人信息使用告知", text: "为办理备案，需要参保人的身份证号，手机号和去向，仅用于本次业务。您同意吗？", rows: rows(["身份证号", "仅用于本次业务"], ["手机号", "仅用于本次业务"], ["就医地", "仅用于本次业务"], ["代办人姓名", "仅用于本次业务"]), yes, no }], [".confirm-text", ".yes", ".no"]],
  ["confirm", [materials, { kind: "confirm", id: "confirm", title: "请核对信息", text: "为张*尾号7890的社保卡，办理正式挂失，对吗？", rows: rows(["业务", "社保卡挂失"], ["身份证号", "**************0021"], ["手机号", "139****9000"], ["挂失方式", "正式挂失"]), yes: { label: "确认提交", value: "是" }, no: { label: "要修改", value: "否" } }], [".confirm-text", ".yes", ".no"]],
  ["input", [materials, idNumber], [".card-pad .card-title", ".hint", ".entry", ".pad-key", ".card-materials .card-title", ".fold"]],
  ["input-alone", [idNumber], [".card-pad .card-title", ".hint", ".entry", ".pad-key"]],
  ["choice", [materials, { kind: "choices", id: "slot:挂失方式", title: "挂失方式", options: options("临时挂失", "正式挂失") }], [".option", ".card-materials .card-title"]],
  ["receipt", [receipt, { kind: "rating", id: "rating", title: "请评价这次服务", options: options("非常满意", "满意", "基本满意", "不满意", "非常不满意") }], [".receipt-number", ".receipt-qr svg", ".card-foot button", ".level"]],
  ["answer-menu", [answer, menu], [".answer-text", ".citation"]],
  ["answer-read", [answer, { ...idNumber, id: "slot:另一个" }], [".answer-text"]],
  ["answer-input", [answer, idNumber], [".entry", ".pad-key"]],
  ["danger", [{ kind: "answer", id: "danger:120", title: "请拨打 120", text: "请不要慌，让病人原地休息。", source: "" }, idNumber], [".answer-text"]],
];

const tell = (message) => fetch(hall, { method: "POST", body: JSON.stringify(message) });

/** Which elements that `selector` finds are not wholly on the screen, or lie under something else. */
function unseen(page, selectors) {
  return page.evaluate((wanted) => {
    const missing = [];
    for (const selector of wanted) {
      const found = [...document.querySelectorAll(`.board ${selector}`)];
      if (found.length === 0) missing.push(`${selector}: none`);
      for (const element of found) {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        // The middles of the edges: corners are round, and a title's right end lies under its buttons.
        const points = [[left + 3, (top + bottom) / 2], [left + 60, top + 3], [left + 60, bottom - 3]];
        const hit = points.every(([x, y]) => {
          const at = document.elementFromPoint(x, y);
          return at !== null && (element.contains(at));
        });
        const over = points.map(([x, y]) => document.elementFromPoint(x, y)?.outerHTML.slice(0, 40)).join(" | ");
        if (!hit) missing.push(`${selector} ${element.textContent?.slice(0, 12)} at ${Math.round(top)}..${Math.round(bottom)}, under ${over}`);
        else if (element.scrollWidth > element.clientWidth + 2 && !["svg", "SVG"].includes(element.tagName)) missing.push(`${selector} ${element.textContent?.slice(0, 12)} too wide`);
      }
    }
    return missing;
  }, selectors);
}

async function photograph(size) {
  const [width, height] = size.split("x").map(Number);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--mute-audio"] });
  const page = await browser.newPage({ viewport: { width, height }, permissions: [], reducedMotion: "reduce" });
  page.on("pageerror", (error) => console.log(`${size} error:`, error.stack));
  if (process.env.INSECURE) await page.addInitScript(() => (Object.defineProperty(window, "isSecureContext", { value: false }), Object.defineProperty(navigator, "mediaDevices", { value: undefined })));
  await page.goto(hall);
  await page.waitForTimeout(1200);
  await page.screenshot({ path: `${out}/${size}-attract.png` });
  await page.click(".attract-button");
  await page.waitForTimeout(5000);
  for (const type of ["normal", "large"]) {
    if (type === "large") await page.click(".tool-elderly");
    for (const [name, cards, wanted] of STATES) {
      if (only && !only.includes(name)) continue;
      await tell({ type: "transcript", turn: 1, text: "确认提交", via: "touch" });
      await tell({ type: "cards", cards, ask: `${type}-${name}` });
      await page.waitForTimeout(name === "answer-input" ? 6000 : 1000);
      await page.screenshot({ path: `${out}/${size}-${type}-${name}.png` });
      const missing = await unseen(page, wanted);
      failures += missing.length;
      console.log(`${size} ${type} ${name}: ${missing.length === 0 ? "ok" : missing.join("; ")}`);
    }
  }
  await browser.close();
}

for (const size of sizes.length > 0 ? sizes : ["1080x1920", "1920x1080"]) await photograph(size);
process.exit(failures > 0 ? 1 : 0);
