/** The ring: two notes, three for a danger. Browsers allow sound only after the page was touched. */

const NOTE_S = 0.22;
const USUAL = [880, 660];
const DANGER = [988, 784, 988];
/** Of full scale. A danger is louder. */
const LEVEL = 0.4;
const DANGER_LEVEL = 0.8;

export class Tone {
  private context: AudioContext | null = null;
  /** How often it rang. */
  count = 0;

  /** From a press: from now on it may ring. */
  async allow(): Promise<void> {
    this.context ??= new AudioContext();
    await this.context.resume();
  }

  /** False: this browser gives no sound now. */
  ring(danger: boolean): boolean {
    const context = this.context;
    if (context === null || context.state !== "running") return false;
    (danger ? DANGER : USUAL).forEach((hertz, at) => note(context, hertz, danger ? DANGER_LEVEL : LEVEL, context.currentTime + at * NOTE_S));
    this.count += 1;
    return true;
  }
}

function note(context: AudioContext, hertz: number, loud: number, at: number): void {
  const tone = context.createOscillator();
  const level = context.createGain();
  tone.frequency.value = hertz;
  level.gain.setValueAtTime(0, at);
  level.gain.linearRampToValueAtTime(loud, at + 0.02);
  level.gain.exponentialRampToValueAtTime(0.001, at + NOTE_S);
  tone.connect(level).connect(context.destination);
  tone.start(at);
  tone.stop(at + NOTE_S);
}
