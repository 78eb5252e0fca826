/** The microphone, seen from the page. */

import captureWorklet from "./capture.worklet.ts?worker&url";
import { MIC_FRAME } from "../wire/microphone";
import type { CaptureNews } from "./capture.worklet";

export type MicrophoneFault = "denied" | "missing" | "insecure" | "broken";

export class MicrophoneError extends Error {
  override name = "MicrophoneError";
  constructor(readonly fault: MicrophoneFault) {
    super(`microphone: ${fault}`);
  }
}

export interface MicrophoneListener {
  /** `sample`: index of the frame's first sample since the microphone opened, at 16 kHz. */
  frame(sample: number, pcm: Int16Array, level: number): void;
  /** The device was unplugged or taken away. */
  ended(): void;
}

export interface Microphone {
  /** Samples captured so far. */
  readonly samples: number;
  close(): void;
}

const WISHES: MediaTrackConstraints = {
  channelCount: 1,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

/** Has the citizen, or the kiosk's policy, already said yes? Unknown counts as no. */
export async function microphoneGranted(): Promise<boolean> {
  try {
    const status = await navigator.permissions.query({ name: "microphone" as PermissionName });
    return status.state === "granted";
  } catch {
    return false; // Firefox and Safari do not know this permission's name.
  }
}

/** `shared` null: this machine has no sound at all. Throws `MicrophoneError`. */
export async function openMicrophone(shared: AudioContext | null, listener: MicrophoneListener): Promise<Microphone> {
  const stream = await capture();
  try {
    if (shared === null) throw new MicrophoneError("broken");
    const { context, source } = connectable(shared, stream);
    await context.audioWorklet.addModule(captureWorklet);
    return run(context, source, stream, listener, context !== shared);
  } catch (error) {
    for (const track of stream.getTracks()) track.stop();
    throw error instanceof MicrophoneError ? error : new MicrophoneError("broken");
  }
}

async function capture(): Promise<MediaStream> {
  // Browsers hide the microphone on plain http (other than localhost).
  if (navigator.mediaDevices === undefined) throw new MicrophoneError("insecure");
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: WISHES });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    if (name === "NotAllowedError" || name === "SecurityError") throw new MicrophoneError("denied");
    if (name === "NotFoundError" || name === "OverconstrainedError") throw new MicrophoneError("missing");
    throw new MicrophoneError("broken");
  }
}

function connectable(shared: AudioContext, stream: MediaStream): { context: AudioContext; source: AudioNode } {
  try {
    return { context: shared, source: shared.createMediaStreamSource(stream) };
  } catch {
    // Firefox does not join a stream to a context of another rate: give it one of its own.
    const rate = stream.getAudioTracks()[0]?.getSettings().sampleRate;
    const own = new AudioContext(rate === undefined ? {} : { sampleRate: rate });
    return { context: own, source: own.createMediaStreamSource(stream) };
  }
}

function run(
  context: AudioContext,
  source: AudioNode,
  stream: MediaStream,
  listener: MicrophoneListener,
  own: boolean,
): Microphone {
  const node = new AudioWorkletNode(context, "hall-capture", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
  let samples = 0;
  node.port.onmessage = (event: MessageEvent<CaptureNews>) => {
    const first = samples;
    samples += MIC_FRAME;
    listener.frame(first, event.data.frame, event.data.level);
  };
  source.connect(node);
  for (const track of stream.getAudioTracks()) track.onended = () => listener.ended();
  return {
    get samples() {
      return samples;
    },
    close: () => {
      for (const track of stream.getTracks()) track.stop();
      source.disconnect();
      node.port.onmessage = null;
      if (own) void context.close();
    },
  };
}
