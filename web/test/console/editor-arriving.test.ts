// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { firstFile, groupOf, shownAs } from "../../console/scripts/editor/draft-files";
import { arrive, partOf, stay } from "../../console/scripts/editor/form/arriving";
import { keepOpen, lastOpen } from "../../console/scripts/editor/last-open";

describe("parts of the form", () => {
  it("goes to the innermost part that is shown, and gives it the focus", () => {
    document.body.innerHTML = '<div class="script-form"><section data-path="步骤"><div data-path="步骤/1"><span class="place"><select id="place"></select></span><textarea id="words"></textarea></div></section></div>';
    const form = document.querySelector<HTMLElement>(".script-form")!;
    for (const one of document.querySelectorAll("*")) Object.defineProperty(one, "offsetParent", { value: form });
    form.querySelectorAll("*").forEach((one) => ((one as HTMLElement).scrollIntoView = () => undefined));
    expect(arrive(form, ["步骤", 1, "说"])).toBe(true);
    expect(document.activeElement?.id).toBe("words");
    expect(partOf(form, "步骤/1")!.dataset["arrived"]).toBe("");
    expect(arrive(form, ["别的", 0])).toBe(false);
  });

  it("keeps a moved part where it was on the screen, with the focus on the button that was pressed", () => {
    document.body.innerHTML = '<div class="script-form"><div data-path="步骤/0"><span class="place"><select data-way="to"></select><button data-way="up" disabled></button><button data-way="down" id="down"></button></span></div></div>';
    const form = document.querySelector<HTMLElement>(".script-form")!;
    partOf(form, "步骤/0")!.getBoundingClientRect = () => ({ top: 40 }) as DOMRect;
    form.scrollTop = 500;
    stay(form, "步骤/0", 240, "down");
    expect(form.scrollTop).toBe(300);
    expect(document.activeElement?.id).toBe("down");
    stay(form, "步骤/0", 40, "up");
    expect((document.activeElement as HTMLElement).dataset["way"]).toBe("to");
  });
});

describe("the files of a draft", () => {
  const file = (path: string, service = "", revision = 0) => ({ path, service, revision, bytes: 1, text: true, added: false, deleted: false }) as never;

  it("stand by their Chinese names, those of the hall apart", () => {
    expect(shownAs({ path: "bdc.yaml", service: "不动产登记查询" })).toEqual({ name: "不动产登记查询", code: "bdc" });
    expect(shownAs({ path: "催办.test.yaml", service: "催办" })).toEqual({ name: "催办", code: "" });
    expect(["bdc.yaml", "bdc.test.yaml", "knowledge/a.md", "samples.csv", "calendar.yaml"].map(groupOf)).toEqual(["业务", "对话测试", "知识", "大厅的文件", "大厅的文件"]);
    expect(shownAs({ path: "samples.csv", service: "" })).toEqual({ name: "例句表", code: "samples.csv" });
  });

  it("open with the last one and its face, else with what was changed", () => {
    const files = [file("bdc.yaml"), file("jzz.yaml"), file("暂住.yaml", "暂住", 3), file("暂住.test.yaml", "暂住", 4)];
    expect(lastOpen("d")).toEqual({ path: "", face: "form" });
    expect(firstFile(files, "")).toMatchObject({ path: "暂住.yaml" });
    keepOpen("d", { path: "jzz.yaml", face: "text" });
    expect(lastOpen("d")).toEqual({ path: "jzz.yaml", face: "text" });
    expect(lastOpen("another")).toEqual({ path: "", face: "form" });
    expect(firstFile(files, lastOpen("d").path)).toMatchObject({ path: "jzz.yaml" });
  });
});
