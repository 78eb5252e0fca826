/**
 * The clerk's speech on this page: takes what the hall sends, drops what is of an older epoch, and says for every
 * animation frame what the face and the captions must show, and to the hall what was really heard.
 */

import type { Player } from "./audio/player";
import { Histogram } from "./histogram";
import { Track } from "./timeline";
import type { Played, Say, Stop } from "./wire/control";
import type { SpeechFrame } from "./wire/speech";
import { FACE_COLUMNS } from "./wire/speech";

/** The hall is told this often what was heard (milliseconds). */
export const REPORT_MS = 250;
/** A stopped utterance that never reached the loudspeaker is reported as unheard after this. */
const UNHEARD_MS = 400;
/** Sound waits, and the player has played nothing for so long: it is dead (milliseconds). */
export const STUCK_MS = 1500;
/** Looked at less often than this, nothing can be said about the player. */
const ASLEEP_MS = 1000;
/** Utterances remembered; older ones have long been played and reported. */
const REMEMBERED = 8;

interface Spoken {
  /** The hall's number, for reports; and ours, which never repeats on this page. */
  wire: number;
  local: number;
  rate: number;
  track: Track;
  heard: number;
  /** Clauses up to this sample are not captioned any more. */
  captionsAfter: number;
  reportedAt: number;
  stoppedAt: number | null;
  done: boolean;
  /** What was received and not yet heard, for another player to go on with. */
  kept: { sample: number; pcm: Int16Array }[];
  last: boolean;
}

export interface Shown {
  /** An utterance has begun and not ended; it may have run dry. */
  speaking: boolean;
  /** Clauses of the present utterance that have begun. */
  captions: string[];
  /** False while nothing drives the mouth: between utterances, or when the sound ran dry. */
  driven: boolean;
}

export class Speech {
  /** Per drawn frame: media time at the loudspeaker minus media time of the face drawn, in ms (see `measure`). */
  readonly skew = new Histogram(-200, 200, 1);
  /** The same when the frame is replaced by the next one (see `measureAge`). */
  readonly age = new Histogram(-200, 400, 1);
  dropped = 0;
  private player: Player;
  private spoken: Spoken[] = [];
  private nextLocal = 1;
  /** Wire epochs start over with every conversation; the player's never do. */
  private epochBase = 1;
  private epoch = 0;
  private drawn: { local: number; sample: number } | null = null;
  private worstSkew = 0;
  private defaultRate = 24_000;
  private counted = { local: 0, sample: 0 };
  private moved = { frame: -1, at: 0, looked: -Infinity };

  /** `stuck`: the player has died; give another one to `use`. */
  constructor(
    player: Player,
    private readonly report: (played: Played) => void,
    private readonly stuck: () => void = () => undefined,
  ) {
    this.player = player;
  }

  /** Another loudspeaker from now on; it goes on where the old one stopped. */
  use(player: Player, now: number): void {
    this.account(now);
    this.player.close();
    this.player = player;
    this.moved = { frame: -1, at: now, looked: now };
    this.drawn = null;
    for (const spoken of this.spoken) {
      if (spoken.done) continue;
      if (spoken.stoppedAt !== null) this.tell(spoken, now, spoken.heard);
      else this.playOn(spoken);
    }
  }

  /** Gives the new player the rest of `spoken`, under a name that it has not heard yet. */
  private playOn(spoken: Spoken): void {
    spoken.local = this.nextLocal++;
    const chunk = { utterance: spoken.local, epoch: this.epochBase + this.epoch, rate: spoken.rate, first: spoken.heard };
    for (const { sample, pcm } of spoken.kept) this.player.push({ ...chunk, sample, pcm: pcm.slice(), last: false });
    if (spoken.last) this.player.push({ ...chunk, sample: spoken.heard, pcm: new Int16Array(0), last: true });
  }

  /** Whether samples have been played since the last call. */
  advanced(): boolean {
    const heard = this.player.heard();
    if (heard === null) return false;
    const now = { local: heard.utterance, sample: heard.sample };
    const before = this.counted;
    this.counted = now;
    return now.sample > (now.local === before.local ? before.sample : 0);
  }

  /** Falls silent and forgets everything: a new connection or conversation. */
  reset(rate: number): void {
    this.defaultRate = rate;
    this.epochBase += this.epoch + 1;
    this.epoch = 0;
    this.player.stop(this.epochBase);
    this.spoken = [];
    this.drawn = null;
  }

  say(message: Say): void {
    if (!this.accepts(message.epoch)) return;
    const spoken = this.find(message.utterance, message.rate);
    spoken.track.addCaption(message.sample, message.text);
  }

  frame(frame: SpeechFrame): void {
    if (!this.accepts(frame.epoch)) {
      this.dropped += 1;
      return;
    }
    const spoken = this.find(frame.utterance, this.defaultRate);
    spoken.track.addRows(frame.rows);
    spoken.kept.push({ sample: frame.sample, pcm: frame.pcm.slice() });
    spoken.last ||= frame.last;
    this.player.push({
      utterance: spoken.local,
      epoch: this.epochBase + frame.epoch,
      rate: spoken.rate,
      sample: frame.sample,
      pcm: frame.pcm,
      last: frame.last,
    });
  }

  stop(message: Stop, now: number): void {
    if (message.epoch > this.epoch) this.epoch = message.epoch;
    this.player.stop(this.epochBase + this.epoch);
    for (const spoken of this.spoken) {
      if (spoken.wire === message.utterance && !spoken.done) spoken.stoppedAt = now;
    }
  }

  /** What has been said so far is not captioned any more; what comes is. */
  uncaption(): void {
    const heard = this.player.heard();
    for (const spoken of this.spoken) {
      if (spoken.local === heard?.utterance) spoken.captionsAfter = heard.sample;
      else if (spoken.done || spoken.stoppedAt !== null) spoken.captionsAfter = Infinity;
    }
  }

  starve(ms: number): void {
    this.player.starve(ms);
  }

  get underruns(): number {
    return this.player.head().underruns;
  }

  /**
   * Call when a drawn frame has been handed to the screen (a task right after the frame's rendering). The worklet's
   * counter is read anew: what the loudspeaker plays at this moment, against the media time of the row that was drawn.
   * Positive: the mouth was late. Not in it: the screen's own delay, which no page can read.
   */
  measure(): void {
    const ms = this.lateness();
    if (ms === null) return;
    this.skew.add(ms);
    if (Math.abs(ms) > Math.abs(this.worstSkew)) this.worstSkew = ms;
  }

  /** Call when the next frame begins: how late the old picture had become by the time it was replaced. */
  measureAge(): void {
    const ms = this.lateness();
    if (ms !== null) this.age.add(ms);
  }

  private lateness(): number | null {
    const heard = this.player.heard();
    if (heard === null || this.drawn === null || heard.utterance !== this.drawn.local || !heard.running) return null;
    const spoken = this.spoken.find((each) => each.local === heard.utterance);
    return spoken === undefined ? null : ((heard.sample - this.drawn.sample) / spoken.rate) * 1000;
  }

  /** Fills `weights` for the frame that will be presented `aheadMs` from now. */
  show(weights: Float32Array, aheadMs: number): Shown {
    const heard = this.player.heard(aheadMs);
    const spoken = this.spoken.find((each) => each.local === heard?.utterance);
    this.drawn = null;
    if (heard === null || spoken === undefined) return { speaking: false, captions: [], driven: false };
    const ended = heard.cause === "end" || heard.cause === "stop";
    const driven = heard.running && spoken.track.weightsAt(heard.sample, weights);
    if (!driven) weights.fill(0, 0, FACE_COLUMNS);
    this.drawn = { local: heard.utterance, sample: heard.sample };
    return { speaking: !ended, captions: spoken.track.captionsAt(heard.sample, spoken.captionsAfter), driven };
  }

  /** Tells the hall what was heard, when it is time; and finds out whether the player has died. Call every 250 ms or so. */
  account(now: number): void {
    const heard = this.player.heard();
    for (const spoken of this.spoken) {
      if (spoken.done) continue;
      const end = this.player.ended(spoken.local);
      if (heard?.utterance === spoken.local) spoken.heard = Math.floor(heard.sample);
      if (end !== null) this.tell(spoken, now, end);
      else if (spoken.stoppedAt !== null && now - spoken.stoppedAt > UNHEARD_MS) this.tell(spoken, now, spoken.heard);
      else if (heard?.utterance === spoken.local && now - spoken.reportedAt >= REPORT_MS) this.tell(spoken, now);
      spoken.kept = spoken.done ? [] : spoken.kept.filter(({ sample, pcm }) => sample + pcm.length > spoken.heard);
    }
    this.watch(now);
  }

  /** A player that lives renders block after block, also while it has nothing to play. */
  private watch(now: number): void {
    const { frame } = this.player.head();
    const waiting = this.spoken.some((each) => !each.done && (each.kept.length > 0 || each.last));
    const { moved } = this;
    const asleep = now - moved.looked > ASLEEP_MS;
    if (!waiting || asleep || frame !== moved.frame) this.moved = { frame, at: now, looked: now };
    else if (now - moved.at > STUCK_MS) {
      this.moved = { frame, at: now, looked: now };
      this.stuck();
    } else moved.looked = now;
  }

  private tell(spoken: Spoken, now: number, end?: number): void {
    const head = this.player.head();
    const buffered = head.utterance === spoken.local && end === undefined ? head.buffered : 0;
    spoken.done = end !== undefined;
    spoken.reportedAt = now;
    this.report({
      type: "played",
      utterance: spoken.wire,
      heard_sample: end ?? spoken.heard,
      buffered_ms: Math.round((buffered / spoken.rate) * 1000),
      underruns: head.underruns,
      // The worst frame since the last report, with its sign.
      skew_ms: Math.round(this.worstSkew * 10) / 10,
      done: spoken.done,
    });
    this.worstSkew = 0;
  }

  private accepts(epoch: number): boolean {
    if (epoch < this.epoch) return false;
    if (epoch > this.epoch) {
      this.epoch = epoch;
      this.player.stop(this.epochBase + epoch);
    }
    return true;
  }

  private find(wire: number, rate: number): Spoken {
    const known = this.spoken.find((each) => each.wire === wire && !each.done && each.stoppedAt === null);
    if (known !== undefined) return known;
    const spoken: Spoken = {
      wire,
      local: this.nextLocal++,
      rate,
      track: new Track(),
      heard: 0,
      reportedAt: 0,
      stoppedAt: null,
      captionsAfter: -1,
      done: false,
      kept: [],
      last: false,
    };
    this.spoken.push(spoken);
    if (this.spoken.length > REMEMBERED) this.spoken.shift();
    return spoken;
  }
}
