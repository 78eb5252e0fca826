import { describe, expect, it, vi } from "vitest";
import { closedBy, toggled } from "../../console/accounts/choosing";
import { deedsFor, stateOf } from "../../console/accounts/state";
import { filled } from "../../console/api";
import { address, chinese } from "../../console/http";
import { idleState, secondsLeft } from "../../console/idle";
import type { ScriptVersion } from "../../console/scripts/api";
import { grouped, stepsFor } from "../../console/scripts/grouped";
import { browserName, moment } from "../../console/words";

describe("addresses of the API", () => {
  it("are relative, so that the console works below any path", () => {
    expect(address("/me")).toBe("./api/me");
  });

  it("leave out what is empty", () => {
    expect(address("/audit", { text: "王 芳&", case: "", before: 0, since_ms: undefined })).toBe("./api/audit?text=%E7%8E%8B+%E8%8A%B3%26&before=0");
  });

  it("fill their holes, and no hole stays empty", () => {
    expect(filled("/accounts/{id}/sessions/{session}", { id: "a/b", session: 7 })).toBe("/accounts/a%2Fb/sessions/7");
    expect(() => filled("/accounts/{id}", {})).toThrow("{id}");
  });
});

describe("what a refusal says", () => {
  it.each([
    ["请登录。 Expected a session: sign in, or sign in again.", 401, "请登录。"],
    ["错得太多，请 60 秒后再试。 Wrong too often: wait for 60 s.", 429, "错得太多，请 60 秒后再试。"],
    ["审计账号只能在服务器上用 kiosk operators 管理。 An auditor's account is looked after on the machine alone.", 403, "审计账号只能在服务器上用 kiosk operators 管理。"],
    ["版本 3 是 李编辑 (li) 写的，要另一个人审批。 Version 3 is by 李编辑 (li): another must approve it.", 409, "版本 3 是 李编辑 (li) 写的，要另一个人审批。"],
    ["只有中文", 400, "只有中文"],
  ])("%s", (message, status, told) => {
    expect(chinese(message, status)).toBe(told);
  });

  it("is never English alone", () => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    expect(chinese("expected nothing behind ?", 400)).toMatch(/^填的内容有一处不对[^a-z]*$/u);
    expect(warned).toHaveBeenCalledWith("the hall refused (400): expected nothing behind ?");
    warned.mockRestore();
    expect(chinese("", 503)).toMatch(/^大厅的记录暂时读写不了/u);
    expect(chinese("", 418)).toContain("418");
  });
});

describe("a console that nobody uses", () => {
  it.each([
    [900, 0, "used"],
    [900, 839, "used"],
    [900, 840, "warned"],
    [900, 900, "over"],
    [60, 29, "used"],
    [60, 30, "warned"],
  ] as const)("of %d s after %d s is %s", (idle, unused, state) => {
    expect(idleState(idle, unused)).toBe(state);
  });

  it("counts down to nothing, and no further", () => {
    expect(secondsLeft(900, 899.2)).toBe(1);
    expect(secondsLeft(900, 5000)).toBe(0);
  });
});

describe("roles of an account", () => {
  const all = [
    { role: "editor", alone: false },
    { role: "seat", alone: false },
    { role: "administrator", alone: true },
  ] as const;

  it("exclude those that are held alone", () => {
    expect(closedBy(all[2], ["editor"], all)).toBe(true);
    expect(closedBy(all[0], ["administrator"], all)).toBe(true);
  });

  it("that are chosen can be taken away", () => {
    expect(closedBy(all[2], ["administrator"], all)).toBe(false);
    expect(closedBy(all[1], ["editor"], all)).toBe(false);
    expect(toggled("editor", ["editor", "seat"])).toEqual(["seat"]);
    expect(toggled("seat", ["editor"])).toEqual(["editor", "seat"]);
  });
});

describe("the state of an account", () => {
  const usual = { one_time: false, locked_until_ms: null, disabled_ms: null };

  it.each([
    [usual, "可以用", ["reset", "disable"]],
    [{ ...usual, one_time: true }, "还没改一次性密码", ["reset", "disable"]],
    [{ ...usual, one_time: true, locked_until_ms: 5 }, "已锁住", ["unlock", "reset", "disable"]],
    [{ ...usual, locked_until_ms: 5, disabled_ms: 1 }, "已停用", ["enable"]],
  ])("%o", (account, told, deeds) => {
    expect(stateOf(account).told).toBe(told);
    expect(deedsFor(account)).toEqual(deeds);
  });
});

describe("versions of the scripts", () => {
  it("group what differs by what it is about, in order", () => {
    const lines = [{ where: "挂失", what: "一", depth: 0 }, { where: "常见问题", what: "二", depth: 0 }, { where: "挂失", what: "三", depth: 2 }];
    expect(grouped(lines)).toEqual([{ where: "挂失", what: [{ text: "一", depth: 0 }, { text: "三", depth: 2 }] }, { where: "常见问题", what: [{ text: "二", depth: 0 }] }]);
  });

  it("offer the steps that a person may take, and say once why not the others", () => {
    const why = "要另一个人审批。";
    const version = { steps: [{ event: "propose", refused: "" }, { event: "approve", refused: why }, { event: "refuse", refused: "" }, { event: "publish", refused: why }] } as unknown as ScriptVersion;
    expect(stepsFor(version, (permission) => permission === "scripts.approve")).toEqual({ open: ["refuse"], closed: [why] });
    expect(stepsFor(version, () => false)).toEqual({ open: [], closed: [] });
  });
});

describe("words", () => {
  it("tell times on this machine's clock", () => {
    expect(moment(new Date(2026, 0, 2, 3, 4).getTime())).toBe("2026-01-02 03:04");
    expect(moment(null)).toBe("—");
  });

  it("name browsers", () => {
    expect(browserName("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0")).toBe("Edge（Windows）");
    expect(browserName("python-aiohttp")).toBe("别的程序");
  });
});
