/** The door to the face: whoever draws it takes rows of ARKit weights and a mood. Today a 2D figure; a 3D head later. */

import type { GestureName, Turn } from "../wire/control";

export interface Mood {
  turn: Turn;
  /** Loudness at the microphone, 0..1: the clerk nods to a voice. */
  attention: number;
}

export interface FaceRenderer {
  /** Puts its canvas into `host`. */
  mount(host: HTMLElement): void;
  /** Names the 52 columns of the rows, in order (`ready.face.columns`). */
  columns(names: readonly string[]): void;
  /** A small movement, begun now. */
  gesture(name: GestureName, now: number): void;
  /** Draws one frame. `row`: 52 weights 0..1 for the mouth and brows; eyes are the renderer's own life. `now` in ms. */
  draw(row: Float32Array, mood: Mood, now: number): void;
  /** The host's size or the screen's density changed. */
  resize(): void;
  dispose(): void;
}
