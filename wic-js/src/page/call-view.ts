import type { Call, MediaStats } from './wic.js';
import { byId, onClick, show } from './dom';

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

/** The card of the call that is on: its state, duration, levels and buttons. */
export class CallView {
  private call: Call | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    onClick('hangup', () => this.call?.hangUp());
    onClick('mute', () => this.call?.mute(!this.call.muted));
    onClick('hold', () => this.call?.hold(!this.call.onHold));
    onClick('keypad', () => this.toggleKeys(byId('keys').hidden));
    byId('keys').replaceChildren(...[...'123456789*0#'].map((tone) => this.key(tone)));
  }

  show(call: Call): void {
    this.call = call;
    byId('call-peer').textContent = call.peer;
    byId('avatar').textContent = call.peer.replace(/[^\p{L}\p{N}]/gu, '').slice(0, 1).toUpperCase();
    byId('media').textContent = '';
    level('local-level', 0);
    level('remote-level', 0);
    this.toggleKeys(false);
    this.update(call);
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
    const mute = byId('mute');
    mute.setAttribute('aria-pressed', String(call.muted));
    mute.textContent = call.muted ? 'Unmute' : 'Mute';
    const hold = byId<HTMLButtonElement>('hold');
    hold.setAttribute('aria-pressed', String(call.onHold));
    hold.textContent = call.onHold ? 'Resume' : 'Hold';
    hold.disabled = call.state !== 'connected' && call.state !== 'held';
    this.clock(call);
  }

  hide(): void {
    clearInterval(this.timer);
    this.call = undefined;
    show(byId('call'), false);
  }

  private async refresh(call: Call): Promise<void> {
    this.clock(call);
    if (call.state !== 'connected' && call.state !== 'held' && call.state !== 'earlymedia') {
      return;
    }
    const stats = await call.stats().catch(() => undefined);
    if (stats !== undefined && this.call === call) {
      level('local-level', call.muted ? 0 : stats.localLevel);
      level('remote-level', stats.remoteLevel);
      byId('media').textContent = mediaWords(stats);
    }
  }

  private clock(call: Call): void {
    byId('duration').textContent = clockTime(call.durationSeconds);
  }

  private toggleKeys(visible: boolean): void {
    show(byId('keys'), visible);
    byId('keypad').setAttribute('aria-expanded', String(visible));
  }

  private key(tone: string): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = tone;
    button.dataset['testid'] = `key-${tone}`;
    button.addEventListener('click', () => this.call?.dtmf(tone));
    return button;
  }
}

/** Minutes and seconds, as on a phone. */
export function clockTime(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function level(id: string, value: number): void {
  const meter = byId(id);
  // Speech peaks at about a tenth of full scale: the square root makes it readable.
  const shown = Math.min(1, Math.sqrt(value));
  meter.setAttribute('aria-valuenow', String(Math.round(shown * 100)));
  (meter.firstElementChild as HTMLElement).style.transform = `scaleX(${shown.toFixed(3)})`;
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
