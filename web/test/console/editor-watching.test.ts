// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { nextTick, ref } from "vue";

const lint = vi.hoisted(() => vi.fn());
vi.mock("../../console/scripts/editor/api", () => ({ drafts: { lint, chart: vi.fn(), check: vi.fn() } }));
const { watching } = await import("../../console/scripts/editor/watching");

describe("the lint while it is typed", () => {
  beforeEach(() => void vi.useFakeTimers());

  it("says that it is looking from the first letter until this very text was looked over", async () => {
    let told: (report: { findings: never[] }) => void = () => undefined;
    lint.mockImplementation(() => new Promise((done) => (told = done)));
    const [path, text] = [ref(""), ref("")];
    const look = watching("d", { path, text, script: ref(false), may: () => true });
    expect(look.busy.value).toBe(false);
    [path.value, text.value] = ["a.yaml", "甲"];
    await nextTick();
    expect(look.busy.value).toBe(true);
    await vi.advanceTimersByTimeAsync(1000);
    text.value = "甲乙"; // typed while the first text is looked over
    await nextTick();
    told({ findings: [] });
    await vi.advanceTimersByTimeAsync(0);
    expect(look.busy.value).toBe(true);
    told({ findings: [] });
    await vi.advanceTimersByTimeAsync(0);
    expect(look.busy.value).toBe(false);
    text.value = "甲乙丙";
    await nextTick();
    expect(look.busy.value).toBe(true);
    await vi.advanceTimersByTimeAsync(1000);
    told({ findings: [] });
    await vi.advanceTimersByTimeAsync(0);
    expect(look.busy.value).toBe(false);
    expect(lint).toHaveBeenCalledTimes(3);
  });
});
