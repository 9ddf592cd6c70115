/** A tone: its pitches, how long it sounds and after how long again. */
interface Cadence {
  readonly hertz: readonly number[];
  readonly seconds: number;
  readonly everySeconds: number;
}

const CADENCES = {
  /** Somebody calls us. */
  incoming: { hertz: [523, 659], seconds: 1.2, everySeconds: 3 },
  /** It rings at the other side, and the network plays nothing itself. */
  ringback: { hertz: [425], seconds: 1, everySeconds: 5 },
} satisfies Record<string, Cadence>;

const VOLUME = 0.08;
const FADE_SECONDS = 0.03;

/** Rings until told to stop. */
export class Ringer {
  private context: AudioContext | undefined;
  private repeat: ReturnType<typeof setInterval> | undefined;
  private gain: GainNode | undefined;

  ring(name: keyof typeof CADENCES): void {
    this.stop();
    this.context ??= new AudioContext();
    const cadence = CADENCES[name];
    this.tone(this.context, cadence);
    this.repeat = setInterval(() => this.context && this.tone(this.context, cadence), cadence.everySeconds * 1000);
  }

  stop(): void {
    clearInterval(this.repeat);
    this.gain?.disconnect();
    this.gain = undefined;
  }

  private tone(context: AudioContext, { hertz, seconds }: Cadence): void {
    const now = context.currentTime;
    const gain = context.createGain();
    gain.gain.setValueAtTime(0, now);
    gain.gain.linearRampToValueAtTime(VOLUME, now + FADE_SECONDS);
    gain.gain.setValueAtTime(VOLUME, now + seconds - FADE_SECONDS);
    gain.gain.linearRampToValueAtTime(0, now + seconds);
    gain.connect(context.destination);
    for (const pitch of hertz) {
      const oscillator = context.createOscillator();
      oscillator.frequency.value = pitch;
      oscillator.connect(gain);
      oscillator.start(now);
      oscillator.stop(now + seconds);
    }
    this.gain = gain;
  }
}
