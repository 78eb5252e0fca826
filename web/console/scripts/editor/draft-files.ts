/** The files of a draft: which is what, and which one is opened first. */

import type { ListedFile } from "./api";

export type FileGroup = "业务" | "对话测试" | "知识" | "大厅的文件";

/** Files of the hall itself, by what they are called in the console. */
const HALL: Readonly<Record<string, string>> = { "calendar.yaml": "节假日", "samples.csv": "例句表", "gazetteer.csv": "地名表", "hall.yaml": "大厅的设置", "README.md": "写法说明" };

export function isScript(path: string): boolean {
  return /^[^/]+\.yaml$/u.test(path) && !path.endsWith(".test.yaml") && !(path in HALL);
}

export function groupOf(path: string): FileGroup {
  if (path.startsWith("knowledge/")) return "知识";
  if (path.endsWith(".test.yaml")) return "对话测试";
  return isScript(path) ? "业务" : "大厅的文件";
}

/** `name`: what people call it. `code`: its name in the folder, where that is another one; else empty. */
export function shownAs(file: Pick<ListedFile, "path" | "service">): { readonly name: string; readonly code: string } {
  const code = file.path.replace(/^knowledge\//u, "").replace(/(\.test)?\.yaml$/u, "");
  const name = HALL[file.path] ?? (file.service || code);
  return { name, code: name === code ? "" : code };
}

/** The one that was open last, else what was changed or added in the draft, else the first service. */
export function firstFile(files: readonly ListedFile[], last: string): ListedFile | undefined {
  const shown = files.filter((one) => one.text);
  const scripts = shown.filter((one) => isScript(one.path));
  const changed = scripts.filter((one) => one.added || one.revision > 0).sort((one, other) => other.revision - one.revision);
  return shown.find((one) => one.path === last) ?? changed[0] ?? scripts[0] ?? shown[0];
}
