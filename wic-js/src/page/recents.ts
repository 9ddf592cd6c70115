import type { Call } from './wic.js';
import { clockTime } from './call-view';
import { byId } from './dom';
import { iconButton, personLine } from './people';

const MOST = 30;

interface Past {
  readonly peer: string;
  readonly uri: string;
  readonly incoming: boolean;
  readonly at: number;
  readonly seconds: number;
}

/** The calls that were, kept in this browser for each identity. */
export class Recents {
  private key = '';

  constructor(private readonly call: (target: string) => void) {}

  show(impu: string): void {
    this.key = `wicgate.recent.${impu}`;
    this.draw();
  }

  add(call: Call): void {
    const one = { peer: call.peer, uri: call.peerUri, incoming: call.direction === 'incoming', at: Date.now(), seconds: call.durationSeconds };
    localStorage.setItem(this.key, JSON.stringify([one, ...this.read()].slice(0, MOST)));
    this.draw();
  }

  private draw(): void {
    const lines = this.read().map((past) =>
      personLine(past.peer, about(past), [iconButton('call', `Call ${past.peer}`, `again-${past.peer}`, () => this.call(past.uri))]),
    );
    const none = document.createElement('li');
    none.className = 'quiet small';
    none.textContent = 'No calls yet.';
    byId('recent').replaceChildren(...(lines.length > 0 ? lines : [none]));
  }

  private read(): Past[] {
    const kept: unknown = JSON.parse(localStorage.getItem(this.key) ?? '[]');
    return Array.isArray(kept) ? (kept as Past[]) : [];
  }
}

function about({ incoming, seconds, at }: Past): string {
  const way = seconds > 0 ? `${incoming ? 'called you' : 'you called'}, ${clockTime(seconds)}` : incoming ? 'missed' : 'not reached';
  return `${way} · ${new Date(at).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' })}`;
}
