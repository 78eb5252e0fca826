// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createApp, defineComponent, h, ref } from "vue";

const presence = vi.hoisted(() => vi.fn(async (..._: unknown[]) => ({ revision: 1, file: 1, others: [] })));
vi.mock("../../console/scripts/editor/api", () => ({ drafts: { presence } }));
const { presenceOf } = await import("../../console/scripts/editor/presence");

describe("who has a draft open", () => {
  beforeEach(() => void presence.mockClear());

  it("is told to have left when the page closes or another one is gone to, and to be back when it is shown again", () => {
    const app = createApp(defineComponent({ setup: () => (presenceOf("d", ref("a.yaml"), () => true), () => h("p")) }));
    app.mount(document.createElement("div"));
    window.dispatchEvent(new Event("pagehide"));
    expect(presence.mock.lastCall).toEqual(["d", "", true]);
    window.dispatchEvent(new Event("pageshow"));
    expect(presence.mock.lastCall).toEqual(["d", "a.yaml"]);
    app.unmount();
    expect(presence.mock.lastCall).toEqual(["d", "", true]);
    window.dispatchEvent(new Event("pageshow"));
    expect(presence).toHaveBeenCalledTimes(3);
  });
});
