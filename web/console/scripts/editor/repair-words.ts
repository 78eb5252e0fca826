import type { TestRepair } from "./api";

/** What the tests have not followed, in words. */
export function repairWords(one: Pick<TestRepair, "kind" | "question" | "old" | "new" | "ask" | "tests">): string {
  const count = `${one.tests.length} 段对话`;
  switch (one.kind) {
    case "asked": return `多问了一项“${one.question}”${one.ask === "" ? "" : `（${one.ask}）`}，${count}里没有回答。把新问题加进这 ${count}：`;
    case "gone": return `“${one.question}”不再问了，${count}里还在回答。去掉这些回答：`;
    case "option": return `“${one.question}”的选项“${one.old}”现在叫“${one.new}”，${count}里还是老名字：`;
    case "sentence": return `原来说“${one.old}”，现在说“${one.new}”，${count}里还是老的：`;
  }
}
