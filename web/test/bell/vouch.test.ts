// @vitest-environment happy-dom
import { describe, expect, it, vi } from "vitest";
import { VouchForm } from "../../src/bell/vouch";

function press(form: VouchForm, words: string): void {
  const button = [...form.element.querySelectorAll("button")].find((one) => one.textContent?.startsWith(words));
  button!.click();
}

describe("the form of a call to look at a document", () => {
  it("sends nothing without a reason, and says so", () => {
    const send = vi.fn();
    const form = new VouchForm(["身份证", "护照"], send);
    press(form, "是本人");
    expect(send).not.toHaveBeenCalled();
    expect(form.element.textContent).toContain("请先写为什么");
  });

  it("sends the document, the reason and the answer", () => {
    const send = vi.fn();
    const form = new VouchForm(["身份证", "护照"], send);
    form.element.querySelector("select")!.value = "护照";
    press(form, "没带身份证");
    press(form, "不一致");
    expect(send).toHaveBeenCalledExactlyOnceWith({ document: "护照", reason: "没带身份证", agrees: false });
  });

  it("is dead while the line is lost", () => {
    const send = vi.fn();
    const form = new VouchForm(["身份证"], send);
    press(form, "没带身份证");
    form.enable(false);
    press(form, "是本人");
    expect(send).not.toHaveBeenCalled();
  });
});
