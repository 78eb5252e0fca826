/** What the phone's page does with the hall, without a DOM: ask what is wanted, make the photo smaller, send it. */

import { drawStill, fileOf } from "../camera/camera";

export interface Wanted {
  title: string;
  /** The largest file that the hall takes. */
  bytes: number;
}

/** A sentence for the citizen: what is wrong and what helps. */
export class UploadError extends Error {
  override name = "UploadError";
  constructor(
    message: string,
    /** The code on the kiosk's screen is of no more use. */
    readonly over: boolean,
  ) {
    super(message);
  }
}

export const OFFLINE = "网络断了一下，请检查网络再试一次，照片还在。";
export const TOO_LARGE = "照片太大了，请用普通大小再拍一张。";

export class Upload {
  constructor(
    private readonly address: string,
    private readonly token: string,
    private readonly call: typeof fetch = (...args) => fetch(...args),
  ) {}

  /** Throws `UploadError`. */
  async wanted(): Promise<Wanted> {
    return (await (await this.ask({})).json()) as Wanted;
  }

  /** The hall has the photo when this returns. Throws `UploadError`; then the same photo may be sent again. */
  async send(file: Blob, wanted: Wanted): Promise<void> {
    const smaller = await shrunk(file);
    if (smaller.size > wanted.bytes) throw new UploadError(TOO_LARGE, false);
    await this.post(smaller);
  }

  /** As it is. Throws `UploadError`. */
  async post(file: Blob): Promise<void> {
    await this.ask({ method: "POST", body: file, headers: { "Content-Type": file.type || "application/octet-stream" } });
  }

  private async ask(request: RequestInit): Promise<Response> {
    let answer: Response;
    try {
      answer = await this.call(this.address, {
        ...request,
        headers: { ...request.headers, Authorization: `Bearer ${this.token}` },
        cache: "no-store",
        credentials: "omit",
      });
    } catch {
      throw new UploadError(OFFLINE, false);
    }
    if (answer.ok) return answer;
    throw new UploadError(await reason(answer), answer.status === 410);
  }
}

async function reason(answer: Response): Promise<string> {
  try {
    const { error } = (await answer.json()) as { error?: { message?: string } };
    if (error?.message) return error.message;
  } catch {
    // a proxy's own page
  }
  return answer.status === 413 ? TOO_LARGE : OFFLINE;
}

/** Upright and no larger than a paper needs; the file itself where this browser cannot read it: the hall will say. */
export async function shrunk(file: Blob): Promise<Blob> {
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const canvas = document.createElement("canvas");
    drawStill(canvas, image, image.width, image.height);
    image.close();
    return (await fileOf(canvas, "image/jpeg")) ?? file;
  } catch {
    return file;
  }
}
