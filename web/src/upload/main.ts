/** The page on the citizen's phone: one photo for the kiosk whose code was scanned. */

import "./upload.css";
import { UploadError, Upload, type Wanted } from "./sending";
import { h } from "../view/dom";

const root = document.getElementById("upload");
if (root === null) throw new Error("no #upload element");
const page = root;
// What follows # stays in this browser: no server and no proxy ever sees it.
const upload = new Upload(new URL("upload", document.baseURI).href, location.hash.slice(1));

function show(...parts: HTMLElement[]): void {
  page.replaceChildren(h("p.hall", {}, "政务服务大厅 · AI 数字人"), ...parts);
}

function failed(error: unknown, again: (() => void) | null): void {
  const told = error instanceof UploadError ? error : new UploadError("出了点问题，请再试一次。", false);
  const retry = again !== null && !told.over ? h("button.big", { onPress: again }, "再试一次") : null;
  show(h("h1", {}, "没有传成"), h("p.wrong", { role: "alert" }, told.message), ...(retry ? [retry] : []));
}

function choose(wanted: Wanted): void {
  const input = h("input", { attrs: { type: "file", accept: "image/*", id: "file" } });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) void send(file, wanted);
  });
  show(
    h("h1", {}, `请上传：${wanted.title}`),
    h("label.big", { attrs: { for: "file" } }, "拍照或选照片"),
    input,
    h("p.note", {}, "放平，拍清楚四个角。只传一张，传完在大屏幕上确认。照片只用于这次办事。"),
  );
}

async function send(file: File, wanted: Wanted): Promise<void> {
  show(h("h1", {}, "正在上传，请不要关掉本页"), h("progress"));
  try {
    await upload.send(file, wanted);
    show(h("h1.done", {}, "传好了"), h("p", {}, "请看大屏幕，确认照片能不能用。本页可以关掉了。"));
  } catch (error) {
    failed(error, () => (error instanceof UploadError && /网络|没有传完/.test(error.message) ? void send(file, wanted) : choose(wanted)));
  }
}

async function begin(): Promise<void> {
  show(h("h1", {}, "请稍候"));
  try {
    choose(await upload.wanted());
  } catch (error) {
    failed(error, () => void begin());
  }
}

void begin();
