/**
 * The figure's own life: breath, sway, blinks, glances, and the small movements the hall asks for. Pure: time and
 * chance come in, a posture comes out, so a test can watch an hour of it in a moment.
 */

import type { GestureName } from "../wire/control";
import type { Mood } from "./renderer";

export interface Posture {
  /** Head: shift in units, turn and nod in -1..1, tilt in radians. */
  x: number;
  y: number;
  yaw: number;
  pitch: number;
  roll: number;
  /** Chest, -1..1. */
  breath: number;
  /** Whole body going down, units (a bow). */
  sink: number;
  /** Lids 0..1. */
  blink: number;
  gazeX: number;
  gazeY: number;
  smile: number;
  browUp: number;
  browSad: number;
}

/** Where the cards are, as seen by the figure. */
export type CardsAt = "below" | "right";

const GESTURE_MS: Record<GestureName, number> = { wave: 1800, nod: 1000, smile: 2600, point: 2400, sorry: 1900, bow: 2000 };

interface Targets {
  gazeX: number;
  gazeY: number;
  yaw: number;
  pitch: number;
  roll: number;
  smile: number;
  browUp: number;
  browSad: number;
}

const MOODS: Record<Mood["turn"], Partial<Targets>> = {
  attract: { smile: 0.62 },
  listening: { smile: 0.46, browUp: 0.12, pitch: 0.08 },
  hearing: { smile: 0.34, browUp: 0.16, roll: 0.028, pitch: 0.12 },
  thinking: { smile: 0.2, gazeX: 0.4, gazeY: -0.45, browUp: 0.2, yaw: 0.12, roll: -0.018 },
  speaking: { smile: 0.36, browUp: 0.06 },
  ended: { smile: 0.65 },
};

/** Moves towards a target with a time constant, whatever the frame rate. */
function approach(value: number, target: number, ms: number, constant: number): number {
  return target + (value - target) * Math.exp(-ms / constant);
}

/** 0 → 1 → 0 over t in 0..1, with soft ends. */
function swell(t: number): number {
  return t <= 0 || t >= 1 ? 0 : Math.sin(Math.PI * t) ** 2;
}

/** 0 → 1, held, → 0 over t in 0..1. */
function hold(t: number): number {
  if (t <= 0 || t >= 1) return 0;
  const edge = Math.min(1, Math.min(t, 1 - t) / 0.25);
  return edge * edge * (3 - 2 * edge);
}

export class Life {
  private readonly now: Targets = { gazeX: 0, gazeY: 0, yaw: 0, pitch: 0, roll: 0, smile: 0.3, browUp: 0, browSad: 0 };
  private last: number | null = null;
  private clock = 0;
  private nextBlink = 1500;
  private blinkAt = -1000;
  private glance = { x: 0, y: 0, until: 0 };
  private nextNod = 0;
  private nodAt = -5000;
  private beat = 0;
  private gestureName: GestureName | null = null;
  private gestureAt = 0;

  constructor(
    private readonly random: () => number = Math.random,
    /** Less of everything for those who asked their device for less motion. */
    private readonly calm = 1,
  ) {}

  gesture(name: GestureName, now: number): void {
    this.gestureName = name;
    this.gestureAt = now;
  }

  /** `open`: how far the mouth stands open, 0..1; speech moves the head. */
  live(mood: Mood, open: number, cards: CardsAt, now: number): Posture {
    const ms = this.last === null ? 16 : Math.min(100, Math.max(0, now - this.last));
    this.last = now;
    this.clock += ms;
    const target: Targets = { gazeX: 0, gazeY: 0, yaw: 0, pitch: 0, roll: 0, smile: 0.2, browUp: 0, browSad: 0, ...MOODS[mood.turn] };
    this.look(target, mood);
    const nod = this.act(target, cards, now);
    this.follow(target, ms);
    this.beat = approach(this.beat, mood.turn === "speaking" ? open : 0, ms, 110);
    return this.posture(mood, nod);
  }

  private follow(target: Targets, ms: number): void {
    const { now } = this;
    now.gazeX = approach(now.gazeX, target.gazeX, ms, 32);
    now.gazeY = approach(now.gazeY, target.gazeY, ms, 32);
    now.yaw = approach(now.yaw, target.yaw, ms, 260);
    now.pitch = approach(now.pitch, target.pitch, ms, 220);
    now.roll = approach(now.roll, target.roll, ms, 320);
    now.smile = approach(now.smile, target.smile, ms, 240);
    now.browUp = approach(now.browUp, target.browUp, ms, 160);
    now.browSad = approach(now.browSad, target.browSad, ms, 200);
  }

  private posture(mood: Mood, gesture: { pitch: number; sink: number; roll: number }): Posture {
    const t = this.clock / 1000;
    const wave = (hz: number, phase: number): number => Math.sin(2 * Math.PI * hz * t + phase);
    const sway = this.calm;
    const nod = this.listenNod(mood);
    const { now } = this;
    return {
      x: sway * (2.6 * wave(0.11, 0) + 1.4 * wave(0.27, 1)),
      y: sway * (1.2 * wave(0.23, 2)) + 5 * this.beat * this.calm,
      yaw: now.yaw + sway * (0.07 * wave(0.07, 0.5) + 0.03 * wave(0.31, 2)),
      pitch: now.pitch + gesture.pitch + nod + this.calm * 0.22 * this.beat + sway * 0.03 * wave(0.19, 1),
      roll: now.roll + gesture.roll + sway * (0.008 * wave(0.09, 1.3) + 0.004 * wave(0.21, 0)),
      breath: wave(0.24, 0),
      sink: gesture.sink,
      blink: this.blinking(mood),
      gazeX: now.gazeX,
      gazeY: now.gazeY,
      smile: Math.max(0, now.smile),
      browUp: now.browUp + this.calm * 0.25 * Math.max(0, this.beat - 0.25),
      browSad: now.browSad,
    };
  }

  /** The eyes rest on the citizen, flicker a little as eyes do, and now and then look away for a moment. */
  private look(target: Targets, mood: Mood): void {
    if (this.clock > this.glance.until) {
      const away = mood.turn === "thinking" ? 0.5 : mood.turn === "attract" ? 0.3 : 0.07;
      const far = this.random() < away;
      const reach = far ? 0.55 : 0.1;
      this.glance = {
        x: (this.random() * 2 - 1) * reach,
        y: (this.random() * 2 - 1) * reach * 0.45,
        until: this.clock + (far ? 500 + 700 * this.random() : 700 + 2300 * this.random()),
      };
    }
    target.gazeX += this.glance.x;
    target.gazeY += this.glance.y;
    target.yaw += this.glance.x * 0.25;
  }

  private act(target: Targets, cards: CardsAt, now: number): { pitch: number; sink: number; roll: number } {
    const still = { pitch: 0, sink: 0, roll: 0 };
    const name = this.gestureName;
    if (name === null) return still;
    const t = (now - this.gestureAt) / GESTURE_MS[name];
    if (t >= 1) {
      this.gestureName = null;
      return still;
    }
    switch (name) {
      case "nod":
        return { ...still, pitch: 0.75 * swell(t * 1.9) + 0.45 * swell((t - 0.45) * 1.9) };
      case "smile":
        target.smile += 0.6 * hold(t);
        return still;
      case "wave":
        target.smile += 0.5 * hold(t);
        target.browUp += 0.5 * hold(t);
        return { ...still, roll: 0.05 * Math.sin(3 * Math.PI * t) * hold(t), pitch: 0.5 * swell(t * 2.2) };
      case "point":
        target.gazeX += (cards === "right" ? 0.95 : 0) * hold(t);
        target.gazeY += (cards === "right" ? 0.3 : 0.95) * hold(t);
        target.yaw += (cards === "right" ? 0.6 : 0) * hold(t);
        target.pitch += (cards === "right" ? 0.15 : 0.5) * hold(t);
        return still;
      case "sorry":
        target.smile -= 0.35 * hold(t);
        target.browSad += 0.9 * hold(t);
        return { ...still, pitch: 0.55 * hold(t), roll: 0.03 * hold(t) };
      case "bow":
        target.smile += 0.2 * hold(t);
        target.gazeY += 0.7 * hold(t);
        return { ...still, pitch: 1.3 * hold(t), sink: 46 * hold(t) };
    }
  }

  /** "I hear you": a small nod now and then while the citizen speaks. */
  private listenNod(mood: Mood): number {
    if (mood.turn === "hearing" && this.clock > this.nextNod) {
      this.nextNod = this.clock + 2200 + 2600 * this.random();
      if (mood.attention > 0.01) this.nodAt = this.clock;
    }
    return 0.4 * this.calm * swell((this.clock - this.nodAt) / 620);
  }

  private blinking(mood: Mood): number {
    if (this.clock > this.nextBlink) {
      this.blinkAt = this.clock;
      const again = this.random() < 0.14;
      const pause = mood.turn === "hearing" ? 3800 : 2900;
      this.nextBlink = this.clock + (again ? 260 : 900 + pause * (0.4 + this.random()));
    }
    const t = this.clock - this.blinkAt;
    // Lids fall faster than they rise.
    if (t < 70) return Math.max(0, t / 70);
    if (t < 105) return 1;
    return Math.max(0, 1 - (t - 105) / 145);
  }
}
