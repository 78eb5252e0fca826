import { describe, expect, it } from "vitest";
import { WireError } from "../../src/wire/check";
import { deviceWords, lightOf, onTheWall, readFleet, since, wrongDevices, type Kiosk } from "../../src/fleet/kiosks";

const TOLD = {
  name: "kiosk-1", stage: "connected", enrolled: true, serving: false, place: "一楼东侧", window: "3", volume: 100, elderly: false,
  seen: "2026-12-01T09:00:00+08:00", silent_s: 1, address: "10.0.0.7", page: "index-a.js", current: true, devices: { microphone: "on", speaker: "running" }, alarm: null,
};

function one(changes: object = {}): Kiosk {
  return readFleet({ hall: "厅", kiosks: [{ ...TOLD, ...changes }] }).kiosks[0]!;
}

describe("the list of kiosks", () => {
  it("is read", () => {
    expect(one({ alarm: { address: "10.9.9.9", seconds_ago: 4 } })).toMatchObject({ name: "kiosk-1", silent: 1, alarm: "10.9.9.9", devices: [["microphone", "on"], ["speaker", "running"]] });
    expect(one({ silent_s: null, current: null })).toMatchObject({ silent: null, current: null });
  });

  it.each([{ stage: "lost" }, { devices: [] }, { devices: { microphone: 1 } }, { silent_s: -1 }, { alarm: "10.9.9.9" }, { name: 7 }])("with %j is refused", (changes) => {
    expect(() => one(changes)).toThrow(WireError);
  });
});

describe("the light of a kiosk", () => {
  it.each([
    [{}, 0, "ready"],
    [{ serving: true }, 0, "serving"],
    [{ silent_s: 15 }, 0, "ready"],
    [{ silent_s: 16 }, 0, "down"],
    [{ silent_s: 10 }, 6, "down"],
    [{ stage: "away", silent_s: 4 }, 0, "warn"],
    [{ stage: "away", silent_s: null }, 0, "down"],
    [{ stage: "invited", silent_s: null }, 0, "waiting"],
    [{ current: false }, 0, "warn"],
    [{ devices: { microphone: "denied" } }, 0, "warn"],
    [{ devices: { microphone: "on", printer: "paper_out" } }, 0, "warn"],
    [{ alarm: { address: "10.9.9.9" } }, 0, "down"],
  ] as const)("%j after %d s is %s", (changes, late, light) => {
    expect(lightOf(one(changes), late)).toBe(light);
  });

  it("puts those that need somebody first, and leaves out revoked ones", () => {
    const told = [one({ name: "kiosk-10" }), one({ name: "kiosk-2" }), one({ name: "kiosk-9", silent_s: 99 }), one({ name: "old", stage: "revoked" })];
    expect(onTheWall(told, 0).map((each) => each.name)).toEqual(["kiosk-9", "kiosk-2", "kiosk-10"]);
  });

  it("says devices in words, and unknown ones as they come", () => {
    expect(deviceWords("printer", "paper_out")).toBe("打印机：没有纸");
    expect(deviceWords("camera", "odd")).toBe("camera：odd");
    expect(wrongDevices(one({ devices: { reader: "ready", printer: "paper_low" } }))).toEqual(["printer"]);
    expect([since(5), since(125), since(7300), since(200_000)]).toEqual(["5 秒", "2 分钟", "2 小时", "2 天"]);
  });
});
