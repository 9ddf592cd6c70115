import type { Call, Cause, MediaStats } from './wic.js';
import { byId, keypad, onClick, onSubmit, say, show, toggle } from './dom';
import { drawLevel } from './level';
import { button, dress } from './people';
import { quality } from './quality';

const STATES: Record<Call['state'], string> = {
  calling: 'calling…',
  ringing: 'ringing…',
  earlymedia: 'ringing, with sound from the network…',
  incoming: 'incoming',
  connecting: 'answering…',
  connected: 'connected',
  held: 'on hold',
  ended: 'ended',
};
const REFRESH_MS = 200;
/** The quality is judged over this many looks. */
const JUDGED_EVERY = 15;

/** The card of the call that is on: its state, duration, levels, pictures and buttons. */
export class CallView {
  private call: Call | undefined;
  private others: () => readonly Call[] = () => [];
  private timer: ReturnType<typeof setInterval> | undefined;
  private looks = 0;
  private judged: MediaStats | undefined;

  constructor(private readonly causeOf: (error: unknown) => Cause) {
    onClick('hangup', () => this.call?.hangUp());
    onClick('mute', () => this.call?.mute(!this.call.muted));
    onClick('hold', () => this.call?.hold(!this.call.onHold));
    onClick('video', () => void this.turnVideo());
    onSubmit('transfer', () => void this.transfer(byId<HTMLInputElement>('transfer-target').value));
    keypad('keys', 'key', (tone) => this.call?.dtmf(tone));
    document.addEventListener('keydown', (event) => this.typed(event));
    toggle('keypad', 'keys');
    toggle('moving', 'transfer', () => this.offerCalls());
  }

  /** @param others the calls that this one could be joined with */
  show(call: Call, others: () => readonly Call[]): void {
    this.call = call;
    this.others = others;
    this.judged = undefined;
    this.looks = 0;
    byId('call-peer').textContent = call.peer;
    dress(byId('avatar'), call.peer);
    byId('media').textContent = '';
    judge({ grade: 'unknown', words: '' });
    drawLevel(byId('local-level'), 0);
    drawLevel(byId('remote-level'), 0);
    for (const [by, what] of [['keypad', 'keys'], ['moving', 'transfer']] as const) {
      show(byId(what), false);
      byId(by).setAttribute('aria-expanded', 'false');
    }
    say(byId('transfer-error'), '');
    say(byId('call-error'), '');
    this.update(call);
    this.pictures(call);
    show(byId('call'), true);
    byId('hangup').focus();
    clearInterval(this.timer);
    this.timer = setInterval(() => void this.refresh(call), REFRESH_MS);
  }

  /** After a change of state, mute or hold. */
  update(call: Call): void {
    const held = call.state === 'held' ? (call.onHold ? 'on hold by you' : 'on hold by the other side') : STATES[call.state];
    byId('call-state').textContent = call.reconnecting ? 'connection lost, finding it again…' : held + (call.muted ? ', muted' : '');
    byId('call').dataset['state'] = call.state;
    byId('call').dataset['reconnecting'] = String(call.reconnecting);
    press('mute', call.muted, call.muted ? 'Unmute' : 'Mute');
    press('hold', call.onHold, call.onHold ? 'Resume' : 'Hold');
    const talking = call.state === 'connected';
    byId<HTMLButtonElement>('hold').disabled = !talking && call.state !== 'held';
    byId<HTMLButtonElement>('video').disabled = !talking;
    byId<HTMLButtonElement>('moving').disabled = !talking && call.state !== 'held';
    this.clock(call);
  }

  /** After a picture came or went. */
  pictures(call: Call): void {
    const { local, remote } = call.state === 'connected' || call.state === 'held' ? call.pictures() : {};
    watch('local-picture', local);
    watch('remote-picture', remote);
    show(byId('pictures'), local !== undefined || remote !== undefined);
    press('video', local !== undefined, 'Video');
  }

  hide(): void {
    clearInterval(this.timer);
    this.call = undefined;
    watch('local-picture', undefined);
    watch('remote-picture', undefined);
    show(byId('call'), false);
  }

  private async refresh(call: Call): Promise<void> {
    this.clock(call);
    if (call.state !== 'connected' && call.state !== 'held' && call.state !== 'earlymedia') {
      return;
    }
    const stats = await call.stats().catch(() => undefined);
    if (stats === undefined || this.call !== call) {
      return;
    }
    drawLevel(byId('local-level'), call.muted ? 0 : stats.localLevel);
    drawLevel(byId('remote-level'), stats.remoteLevel);
    byId('media').textContent = mediaWords(stats);
    if (++this.looks % JUDGED_EVERY === 0) {
      judge(call.state === 'held' ? { grade: 'unknown', words: '' } : quality(this.judged, stats));
      this.judged = stats;
      this.pictures(call);
    }
  }

  private clock(call: Call): void {
    byId('duration').textContent = clockTime(call.durationSeconds);
  }

  private async turnVideo(): Promise<void> {
    const { call } = this;
    say(byId('call-error'), '');
    try {
      await call?.video(call.pictures().local === undefined);
    } catch (error) {
      say(byId('call-error'), this.causeOf(error).words);
    }
    if (call !== undefined && this.call === call) {
      this.pictures(call);
    }
  }

  /** While the keypad is open, its keys work on the keyboard too. */
  private typed({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): void {
    const typing = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    if (/^[0-9*#]$/.test(key) && !typing && !ctrlKey && !metaKey && !altKey && !byId('keys').hidden) {
      this.call?.dtmf(key);
    }
  }

  private offerCalls(): void {
    const chips = this.others().map((other) => button(other.peer, `transfer-to-${other.peer}`, () => void this.transfer(other)));
    byId('transfer-calls').replaceChildren(...chips);
    byId('transfer-target').focus();
  }

  private async transfer(to: string | Call): Promise<void> {
    say(byId('transfer-error'), '');
    try {
      await this.call?.transfer(to);
    } catch (error) {
      say(byId('transfer-error'), this.causeOf(error).words);
    }
  }
}

/** Minutes and seconds, as on a phone. */
export function clockTime(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function press(id: string, pressed: boolean, words: string): void {
  const found = byId(id);
  found.setAttribute('aria-pressed', String(pressed));
  (found.lastElementChild ?? found).textContent = words;
}

function judge({ grade, words }: ReturnType<typeof quality>): void {
  const line = byId('quality');
  line.dataset['grade'] = grade;
  line.textContent = words;
}

function watch(id: string, stream: object | undefined): void {
  const screen = byId<HTMLVideoElement>(id);
  const before = (screen.srcObject as MediaStream | null)?.getVideoTracks()[0];
  const now = (stream as MediaStream | undefined)?.getVideoTracks()[0];
  if (before !== now) {
    screen.srcObject = (stream as MediaStream | undefined) ?? null;
  }
  screen.hidden = stream === undefined;
}

function mediaWords(stats: MediaStats): string {
  if (stats.packetsReceived === 0) {
    return stats.packetsSent === 0 ? 'Setting up the audio…' : `Sending (${stats.packetsSent} packets), nothing received yet.`;
  }
  const lost = (100 * stats.packetsLost) / (stats.packetsReceived + stats.packetsLost);
  const parts = [
    stats.codec,
    `${stats.packetsSent} packets out`,
    `${stats.packetsReceived} in`,
    `${lost.toFixed(1)} % lost`,
    stats.roundTripSeconds === undefined ? undefined : `${Math.round(stats.roundTripSeconds * 1000)} ms round trip`,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}
