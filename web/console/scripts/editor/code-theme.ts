/** CodeMirror in the console's colours (4.5:1 on white), without pictures from `data:`, and its words in Chinese. */

import { EditorView } from "@codemirror/view";

const NONE = { backgroundImage: "none" };

export const THEME = EditorView.theme({
  "&": { height: "100%", fontSize: "15px", color: "#12343c", backgroundColor: "#fff" },
  "&.cm-focused": { outline: "3px solid #b96a00", outlineOffset: "-3px" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "DejaVu Sans Mono", Consolas, "Noto Sans CJK SC", "Microsoft YaHei", monospace', lineHeight: "1.6", overflow: "auto" },
  ".cm-gutters": { backgroundColor: "#f4f8f8", color: "#4a646b", borderRight: "1px solid #c9d8da" },
  ".cm-activeLine": { backgroundColor: "#eef4f4" },
  ".cm-activeLineGutter": { backgroundColor: "#dcebee" },
  ".lit": { backgroundColor: "#fdf0c8 !important", boxShadow: "inset 4px 0 0 #b96a00" },
  ".cm-lintRange-error": { ...NONE, textDecoration: "underline wavy #a3231b" },
  ".cm-lintRange-warning": { ...NONE, textDecoration: "underline wavy #8a4f00" },
  ".cm-lintRange-info": NONE,
  ".cm-lintRange-active": { backgroundColor: "#fdf5e6" },
  ".cm-lint-marker": { content: '""', width: "14px", height: "14px", borderRadius: "50%", marginTop: "5px" },
  ".cm-lint-marker-error": { content: '""', backgroundColor: "#a3231b" },
  ".cm-lint-marker-warning": { content: '""', backgroundColor: "#b96a00", borderRadius: "2px" },
  ".cm-lint-marker-info": { content: '""', backgroundColor: "#4a646b" },
  ".cm-tooltip": { backgroundColor: "#fff", border: "1px solid #8fa6ab", color: "#12343c", fontSize: "15px", maxWidth: "36rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "#0f5f70", color: "#fff" },
  ".cm-completionDetail": { color: "inherit", fontStyle: "normal", marginLeft: "1em" },
  ".cm-panels": { backgroundColor: "#f4f8f8", color: "#12343c", fontSize: "15px" },
  ".cm-foldPlaceholder": { color: "#12343c" },
});

export const PHRASES: Readonly<Record<string, string>> = {
  Find: "查找", Replace: "换成", next: "下一个", previous: "上一个", all: "全选", "match case": "区分大小写", "by word": "整词", regexp: "正则", replace: "替换", "replace all": "全部替换", close: "关闭",
  "current match": "现在这一处", "on line": "在第", "Fold line": "收起", "Unfold line": "展开", "Folded lines": "收起的行", "Unfolded lines": "展开的行", unfold: "展开", to: "到", Completions: "可以补全的",
  "Control character": "控制字符", Diagnostics: "检查结果", "No diagnostics": "没有发现问题", "replaced $ matches": "换了 $ 处", "replaced match on line $": "第 $ 行换了一处",
};
