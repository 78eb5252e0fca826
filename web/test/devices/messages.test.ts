import { describe, expect, it } from "vitest";
import { readBridge } from "../../src/devices/messages";

const read = (message: unknown) => readBridge(JSON.stringify(message));

describe("what the bridge sends", () => {
  it("is read as it is", () => {
    const reading = { type: "card_read", kind: "id_card", fields: { name: "李桂英", number: "11010519491231002X" }, at: 1, mac: "ab" };
    for (const message of [
      reading,
      { type: "devices", devices: [{ device: "printer", state: "paper_out", text: "" }] },
      { type: "simulator", actions: [{ id: "card:0", label: "李桂英" }] },
      { type: "scanned", code: "1" },
      { type: "presence", present: false },
      { type: "printed", job: "j", outcome: "failed", why: "paper_out" },
      { type: "printed", job: "j", outcome: "printed" },
      { type: "error", code: "c", text: "t" },
    ]) expect(read(message)).toEqual(message);
    expect(read({ type: "welcome", v: "kiosk.devices.v1", left_s: 8 })).toEqual({ type: "welcome", left_s: 8 });
  });

  it.each([
    [{ type: "welcome", v: "kiosk.devices.v2", left_s: 8 }, "speaks kiosk.devices.v2"],
    [{ type: "welcome", v: "kiosk.devices.v1", left_s: 0 }, "welcome.left_s"],
    [{ type: "devices", devices: [{ device: "toaster", state: "ready", text: "" }] }, "devices.devices[0].device"],
    [{ type: "printed", job: "j", outcome: "done" }, "printed.outcome"],
    [{ type: "printed", job: "j", outcome: "failed", why: "tired" }, "printed.why"],
    [{ type: "toString" }, "a known type"],
    [[], "an object"],
  ])("is refused where it is something else: %j", (message, told) => {
    expect(() => read(message)).toThrow(told);
  });

  it("is refused where it is no JSON", () => {
    expect(() => readBridge("{")).toThrow("not JSON");
  });
});
