// @vitest-environment happy-dom
import { beforeEach, afterEach, describe, expect, it, vi } from "vitest";
import { DROPPED, drawCard, tellTrouble, type CardActions } from "../../src/cards";
import type { CaptureCard } from "../../src/wire/cards";

let done: unknown[][] = [];
let answer: string | null = null;
const actions: CardActions = {
  touch: (...args) => done.push(["touch", ...args]) > 0,
  key: () => true,
  text: () => true,
  print: () => undefined,
  picture: (token) => {
    done.push(["picture", token]);
    return Promise.resolve(answer);
  },
  noPicture: (why) => void done.push(["no_picture", why]),
};

const PHOTO: CaptureCard = { kind: "capture", id: "slot:照片", title: "照片", mode: "photo", hint: "放平", actions: [], upload: "t-1" };
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const labels = (root: HTMLElement): (string | null)[] => [...root.querySelectorAll("button")].map((each) => each.textContent);
const press = (root: HTMLElement, label: string): void => [...root.querySelectorAll("button")].find((each) => each.textContent === label)!.click();

function draw(card: CaptureCard): HTMLElement {
  const element = drawCard(card, actions);
  document.body.replaceChildren(element);
  return element;
}

const stopped = vi.fn();
const stream = (): MediaStream => Object.assign(new MediaStream(), { getTracks: () => [{ stop: stopped }] });
function camera(open: () => Promise<unknown>): void {
  Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia: open }, configurable: true });
}

beforeEach(() => {
  done = [];
  answer = null;
  stopped.mockClear();
  HTMLVideoElement.prototype.play = () => Promise.resolve();
  HTMLCanvasElement.prototype.toBlob = function (then) {
    then(new Blob(["x"], { type: "image/jpeg" }));
  };
  camera(() => Promise.resolve(stream()));
});
afterEach(() => vi.restoreAllMocks());

describe("a photo", () => {
  it("is taken, taken again, accepted and sent with the card's token", async () => {
    const card = draw(PHOTO);
    await settled();
    expect(labels(card)).toEqual(["拍照"]);
    press(card, "拍照");
    expect(labels(card)).toEqual(["重拍", "用这张"]);
    press(card, "重拍");
    press(card, "拍照");
    expect(done).toEqual([]);
    press(card, "用这张");
    await settled();
    expect(done).toEqual([["picture", "t-1"]]);
  });

  it("stays where it was not taken, with the reason, and can be sent again", async () => {
    const card = draw(PHOTO);
    await settled();
    press(card, "拍照");
    answer = "照片没有传完，前面填的都在，请再传一次。";
    press(card, "用这张");
    await settled();
    expect(card.querySelector(".wrong")!.textContent).toBe(answer);
    answer = null;
    press(card, "用这张");
    await settled();
    expect(done).toEqual([["picture", "t-1"], ["picture", "t-1"]]);
  });

  it.each([
    ["NotAllowedError", "refused", "权限"],
    ["NotFoundError", "missing", "没有找到摄像头"],
    ["NotReadableError", "busy", "占用"],
    ["TypeError", "broken", "再试"],
  ])("%s is told to the citizen and once to the hall, and tried again", async (name, why, told) => {
    camera(() => Promise.reject(Object.assign(new Error(name), { name })));
    const card = draw(PHOTO);
    await settled();
    expect(card.querySelector(".wrong")!.textContent).toContain(told);
    press(card, "再试一次");
    await settled();
    expect(done).toEqual([["no_picture", why]]);
    camera(() => Promise.resolve(stream()));
    press(card, "再试一次");
    await settled();
    expect(labels(card)).toEqual(["拍照"]);
  });

  it("without a secure address says so", async () => {
    Object.defineProperty(navigator, "mediaDevices", { value: undefined, configurable: true });
    draw(PHOTO);
    await settled();
    expect(done).toEqual([["no_picture", "insecure"]]);
  });

  it("closes the camera with its card, also while it is still opening", async () => {
    const card = draw(PHOTO);
    await settled();
    card.dispatchEvent(new Event(DROPPED));
    expect(stopped).toHaveBeenCalledTimes(1);
    const other = draw(PHOTO);
    other.dispatchEvent(new Event(DROPPED));
    await settled();
    expect(stopped).toHaveBeenCalledTimes(2);
  });

  it("shows the code for a phone, and tells the hall's trouble", () => {
    const card = draw({ ...PHOTO, upload: undefined, qr: "https://hall.example/upload.html#token" });
    expect(card.querySelector(".capture-qr svg")).not.toBeNull();
    expect(card.textContent).not.toContain("token");
    tellTrouble(card, { ...PHOTO, error: "太大了" });
    expect(card.querySelector(".wrong")!.textContent).toBe("太大了");
    expect(draw({ ...PHOTO, upload: undefined }).textContent).toContain("转人工");
  });

  it("that may be left out has a button for it", () => {
    const card = draw({ ...PHOTO, upload: undefined, actions: [{ label: "跳过", value: "跳过", note: "没有就点这里" }] });
    card.querySelector<HTMLButtonElement>(".capture-skip")!.click();
    expect(done).toEqual([["touch", "跳过", "slot:照片"]]);
  });
});

describe("one from a phone", () => {
  it("is shown and asked about", () => {
    const card = draw({ ...PHOTO, id: "accept:照片", picture: "AAAA", actions: [{ label: "用这张", value: "是" }, { label: "重来", value: "否" }] });
    expect(card.querySelector("canvas")!.getAttribute("aria-label")).toBe("照片");
    press(card, "用这张");
    press(card, "重来");
    expect(done).toEqual([["touch", "是", "accept:照片"], ["touch", "否", "accept:照片"]]);
  });
});

describe("a signature", () => {
  const sign = (card: HTMLElement): void => {
    const canvas = card.querySelector("canvas")!;
    canvas.getBoundingClientRect = () => ({ left: 0, top: 0, width: 500, height: 200 }) as DOMRect;
    const move = (type: string, x: number, y: number): void =>
      void canvas.dispatchEvent(Object.assign(new Event(type), { pointerId: 1, clientX: x, clientY: y }));
    move("pointerdown", 50, 50);
    move("pointermove", 200, 120);
    move("pointermove", 300, 60);
    move("pointerup", 300, 60);
  };

  it("is drawn, cleared, drawn again and sent; an empty pad is not", async () => {
    const card = draw({ ...PHOTO, mode: "signature", title: "签名" });
    press(card, "写好了");
    expect(card.querySelector(".wrong")!.textContent).toContain("还没有写");
    sign(card);
    press(card, "清除重写");
    press(card, "写好了");
    await settled();
    expect(done).toEqual([]);
    sign(card);
    press(card, "写好了");
    await settled();
    expect(done).toEqual([["picture", "t-1"]]);
  });
});
