/** The kiosk's camera, seen from the page: opened for one card, one still picture, closed with the card. */

export const NO_PICTURES = ["refused", "missing", "busy", "insecure", "broken"] as const;
/** Why there is no camera. */
export type CameraFault = (typeof NO_PICTURES)[number];

/** The longest side (pixels) and the quality of what is sent: enough to read a paper, small enough for a slow line. */
const LONGEST = 2000;
const QUALITY = 0.9;

export class CameraError extends Error {
  override name = "CameraError";
  constructor(readonly fault: CameraFault) {
    super(`camera: ${fault}`);
  }
}

const FAULTS: Record<string, CameraFault> = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** Throws `CameraError`. */
export async function openCamera(): Promise<MediaStream> {
  if (navigator.mediaDevices === undefined) throw new CameraError("insecure");
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { width: { ideal: 1920 }, height: { ideal: 1080 } } });
  } catch (error) {
    throw new CameraError(FAULTS[error instanceof Error ? error.name : ""] ?? "broken");
  }
}

export function closeCamera(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** The size of a picture whose longest side is at most `longest`. */
export function fitted(width: number, height: number, longest = LONGEST): [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** Draws `source` on the canvas, which takes its size, made smaller where it is large. */
export function drawStill(canvas: HTMLCanvasElement, source: CanvasImageSource, width: number, height: number): void {
  [canvas.width, canvas.height] = fitted(width, height);
  canvas.getContext("2d")?.drawImage(source, 0, 0, canvas.width, canvas.height);
}

/** The canvas as a file. A JPEG, or a PNG of a drawing. Null where the browser cannot make one. */
export function fileOf(canvas: HTMLCanvasElement, type: "image/jpeg" | "image/png"): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY));
}
