import { describe, expect, it, vi } from "vitest";
import { OFFLINE, TOO_LARGE, Upload, UploadError } from "../../src/upload/sending";

const WANTED = { title: "照片", bytes: 100 };
const refused = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status });

async function failure(call: typeof fetch, file = new Blob(["x"])): Promise<UploadError> {
  const error: unknown = await new Upload("http://hall/upload", "t", call).send(file, WANTED).catch((reason: unknown) => reason);
  if (!(error instanceof UploadError)) throw new Error("no UploadError");
  return error;
}

describe("the phone's upload", () => {
  it("sends the file once, with the token in a header and not in the address", async () => {
    const call = vi.fn((_: RequestInfo | URL, __?: RequestInit) => Promise.resolve(new Response(null, { status: 204 })));
    await new Upload("http://hall/upload", "secret", call).send(new Blob(["x"], { type: "image/png" }), WANTED);
    const [address, request] = call.mock.calls[0]!;
    expect(address).toBe("http://hall/upload");
    expect(request!.headers).toEqual({ "Content-Type": "image/png", Authorization: "Bearer secret" });
    expect(request!.cache).toBe("no-store");
  });

  it("asks what is wanted", async () => {
    const call = (): Promise<Response> => Promise.resolve(refused(200, WANTED));
    expect(await new Upload("http://hall/upload", "t", call).wanted()).toEqual(WANTED);
  });

  it("tells the hall's reason; a code that is used up ends it", async () => {
    const over = await failure(() => Promise.resolve(refused(410, { error: { message: "已经用过" } })));
    expect([over.message, over.over]).toEqual(["已经用过", true]);
    const wrong = await failure(() => Promise.resolve(refused(415, { error: { message: "不是照片" } })));
    expect([wrong.message, wrong.over]).toEqual(["不是照片", false]);
  });

  it("tells a broken line, a proxy's refusal and a file that is too large", async () => {
    expect((await failure(() => Promise.reject(new TypeError("network")))).message).toBe(OFFLINE);
    expect((await failure(() => Promise.resolve(new Response("<html>", { status: 413 })))).message).toBe(TOO_LARGE);
    expect((await failure(() => Promise.resolve(new Response("<html>", { status: 502 })))).message).toBe(OFFLINE);
    const call = vi.fn();
    expect((await failure(call, new Blob(["x".repeat(101)]))).message).toBe(TOO_LARGE);
    expect(call).not.toHaveBeenCalled();
  });
});
