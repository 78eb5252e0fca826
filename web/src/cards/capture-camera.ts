/** The kiosk's camera on a card: a live picture, a still one, and whether it may be used. */

import { DROPPED } from "./capture";
import { CameraError, closeCamera, drawStill, fileOf, openCamera, type CameraFault } from "../camera/camera";
import { h, icon, ICONS } from "../view/dom";
import { CAMERA_WORDS, CAPTURE_WORDS, FACE_WORDS } from "../words";

/**
 * `root`: the card, whose end closes the camera. `send`: true when the hall has the picture. `tell`: shows a sentence.
 * `without`: told once that there is no camera. `face`: of the citizen, who sees it as in a mirror.
 */
export function cameraBox(
  root: HTMLElement,
  send: (file: Blob | null) => Promise<boolean>,
  tell: (text: string) => void,
  without: (why: CameraFault) => void,
  face = false,
): HTMLElement {
  const words = face ? FACE_WORDS : CAPTURE_WORDS;
  const video = h("video.capture-live", { attrs: { playsinline: "", "aria-label": CAPTURE_WORDS.live } });
  video.muted = true;
  const still = h("canvas.capture-live", { label: CAPTURE_WORDS.still, role: "img" });
  const buttons = h("div.answers");
  const frame = h("div.capture-frame", {}, video, still);
  const box = h("div.capture-camera", { data: { state: "opening" } }, frame, buttons);
  box.classList.toggle("capture-face", face);
  let stream: MediaStream | null = null;
  let dropped = false;
  let told = false;

  const open = async (): Promise<void> => {
    show("opening");
    try {
      const opened = await openCamera();
      if (dropped) return closeCamera(opened);
      video.srcObject = stream = opened;
      await video.play();
      show("live");
    } catch (error) {
      const fault = error instanceof CameraError ? error.fault : "broken";
      closeCamera(stream);
      stream = null;
      if (dropped) return;
      show("none");
      tell(CAMERA_WORDS[fault]);
      if (!told) without(fault);
      told = true;
    }
  };
  const take = (): void => {
    tell("");
    drawStill(still, video, video.videoWidth, video.videoHeight);
    show("taken");
  };
  const use = async (): Promise<void> => {
    show("sending");
    if (!(await send(await fileOf(still, "image/jpeg"))) && !dropped) show("taken");
  };
  const show = (state: "opening" | "live" | "taken" | "sending" | "none"): void => {
    box.dataset["state"] = state;
    [video.hidden, still.hidden] = [state !== "live", state !== "taken" && state !== "sending"];
    const again = h("button.no", { onPress: () => show("live") }, icon(...ICONS.cross), CAPTURE_WORDS.again);
    buttons.replaceChildren(
      ...(state === "live" ? [h("button.yes.capture-shoot", { onPress: take }, icon(...ICONS.eye), CAPTURE_WORDS.shoot)] : []),
      ...(state === "taken" ? [again, h("button.yes", { onPress: () => void use() }, icon(...ICONS.check), words.use)] : []),
      ...(state === "none" ? [h("button.yes", { onPress: () => void open() }, CAPTURE_WORDS.retry)] : []),
      ...(state === "opening" || state === "sending" ? [h("p.hint", {}, words[state])] : []),
    );
  };
  root.addEventListener(DROPPED, () => {
    dropped = true;
    closeCamera(stream);
    video.srcObject = null;
    still.width = still.height = 0;
  });
  void open();
  return box;
}
