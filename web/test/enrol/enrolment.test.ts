import { afterEach, describe, expect, it, vi } from "vitest";
import { enrol, entered, isRefusal, spaced, takeCode } from "../../src/enrol/enrolment";

afterEach(() => vi.unstubAllGlobals());

function answers(status: number, body: unknown): ReturnType<typeof vi.fn> {
  const fetched = vi.fn(async () => new Response(status === 204 ? null : JSON.stringify(body), { status }));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

describe("the code", () => {
  it("is taken out of the address, and what else stands behind # stays", () => {
    expect(takeCode("https://hall:8080/?kiosk=1#code=12345678")).toEqual({ code: "12345678", rest: "https://hall:8080/?kiosk=1" });
    expect(takeCode("https://hall/#devices=abc&code=12345678")).toEqual({ code: "12345678", rest: "https://hall/#devices=abc" });
  });

  it.each(["https://hall/", "https://hall/#code=1234567", "https://hall/#code=1234567x", "https://hall/?code=12345678"])("is none in %s", (href) => {
    expect(takeCode(href).code).toBe("");
  });

  it("grows by digits alone, to eight of them", () => {
    expect([..."12a34567890"].reduce(entered, "")).toBe("12345678");
    expect(entered("123", "back")).toBe("12");
    expect(entered("123", "clear")).toBe("");
    expect(spaced("1234")).toBe("1234");
    expect(spaced("12345")).toBe("1234 5");
  });
});

describe("enrolling", () => {
  it("sends the code once, as JSON, to this hall", async () => {
    const fetched = answers(204, null);
    expect(await enrol("https://hall/enrol", "12345678")).toBe(null);
    expect(fetched).toHaveBeenCalledTimes(1);
    const [url, asked] = fetched.mock.calls[0] as [string, RequestInit];
    expect([url, asked.method, asked.body]).toEqual(["https://hall/enrol", "POST", '{"code":"12345678"}']);
  });

  it("tells what the hall says of a code that is not good", async () => {
    answers(403, { error: { code: "wrong_code", message: "登记码不对" } });
    expect(await enrol("https://hall/enrol", "12345678")).toBe("登记码不对");
  });

  it("asks for another try where the hall was not reached, or said something else", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network")));
    expect(await enrol("https://hall/enrol", "12345678")).toContain("再试一次");
    answers(502, {});
    expect(await enrol("https://hall/enrol", "12345678")).toContain("再试一次");
  });
});

it("knows the errors that keep this page out", () => {
  expect(["not_enrolled", "revoked", "elsewhere"].every(isRefusal)).toBe(true);
  expect(isRefusal("busy")).toBe(false);
});
