import type { Call, Wic } from './wic.js';
import { byId, onClick } from './dom';

const PATIENCE_MS = 8000;
const LISTEN_MS = 2500;

type Finding = { readonly good: boolean; readonly words: string };

/** "What is wrong?": tries each thing a call needs, one after the other, and says in words what it found. */
export class Doctor {
  constructor(private readonly patient: () => Wic | undefined) {
    onClick('examine', () => void this.examine());
  }

  private async examine(): Promise<void> {
    const start = byId<HTMLButtonElement>('examine');
    start.disabled = true;
    byId('findings').replaceChildren();
    try {
      for (const [name, look] of this.steps()) {
        const line = say(name, 'waiting', 'looking…');
        const found = await look().catch((error: unknown): Finding => ({ good: false, words: String(error) }));
        write(line, name, found.good ? 'good' : 'bad', found.words);
        if (!found.good) {
          return;
        }
      }
      say('Result', 'good', 'Everything that a call needs works from here.');
    } finally {
      start.disabled = false;
    }
  }

  private steps(): [string, () => Promise<Finding>][] {
    return [
      ['Page', () => Promise.resolve(page())],
      ['Microphone', microphone],
      ['Gateway', () => Promise.resolve(this.gateway())],
      ['Network', candidates],
      ['Call', () => this.echo()],
    ];
  }

  private gateway(): Finding {
    const state = this.patient()?.state;
    return state === 'registered'
      ? { good: true, words: 'The WebSocket to the gateway is open, and you are registered.' }
      : { good: false, words: 'There is no registration right now: see the notice at your name, and the log.' };
  }

  /** A short call to the echo service; the media either come back or they do not. */
  private async echo(): Promise<Finding> {
    const wic = this.patient();
    if (wic === undefined || wic.calls.length > 0) {
      return { good: false, words: 'Hang up first: this test makes a call.' };
    }
    const call = wic.call('echo');
    try {
      const failure = await connected(call);
      if (failure !== undefined) {
        return { good: false, words: `The call to echo failed: ${failure}` };
      }
      await pause(LISTEN_MS);
      const stats = await call.stats();
      if (stats.packetsReceived === 0) {
        return { good: false, words: 'The call is up, but no media come back: a firewall may block UDP to the gateway.' };
      }
      const trip = stats.roundTripSeconds === undefined ? '' : `, ${Math.round(stats.roundTripSeconds * 1000)} ms there and back`;
      return { good: true, words: `${stats.packetsSent} packets went to echo and ${stats.packetsReceived} came back${trip}.` };
    } finally {
      call.hangUp();
    }
  }
}

function page(): Finding {
  return window.isSecureContext && navigator.mediaDevices !== undefined
    ? { good: true, words: 'This browser may use a microphone on this page.' }
    : { good: false, words: 'Browsers allow a microphone only on https pages and on localhost: open this page there.' };
}

async function microphone(): Promise<Finding> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => undefined);
  const [track] = stream?.getAudioTracks() ?? [];
  const words = track === undefined ? '' : `${track.label === '' ? 'A microphone' : track.label} works${track.muted ? ', but it is muted by the system' : ''}.`;
  const good = track !== undefined && !track.muted;
  track?.stop();
  return track === undefined ? { good: false, words: 'No microphone: allow it in the browser, or plug one in.' } : { good, words };
}

/** Whether the browser finds an address to send media from. */
async function candidates(): Promise<Finding> {
  const connection = new RTCPeerConnection();
  try {
    connection.addTransceiver('audio');
    const found = new Set<string>();
    const done = new Promise<void>((resolve) => {
      connection.onicecandidate = ({ candidate }) => (candidate === null ? resolve() : void found.add(candidate.type ?? ''));
    });
    await connection.setLocalDescription();
    await Promise.race([done, pause(PATIENCE_MS)]);
    return found.size > 0
      ? { good: true, words: 'The browser has a network address for media.' }
      : { good: false, words: 'The browser finds no network address for media: is WebRTC switched off by a policy or an extension?' };
  } finally {
    connection.close();
  }
}

function connected(call: Call): Promise<string | undefined> {
  return new Promise((resolve) => {
    call.on('connected', () => resolve(undefined));
    call.on('ended', (cause) => resolve(cause.words));
    setTimeout(() => resolve('nobody answered.'), PATIENCE_MS);
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function say(name: string, kind: string, words: string): HTMLElement {
  const line = document.createElement('li');
  byId('findings').append(line);
  write(line, name, kind, words);
  return line;
}

function write(line: HTMLElement, name: string, kind: string, words: string): void {
  line.dataset['kind'] = kind;
  line.dataset['testid'] = `finding-${name.toLowerCase()}`;
  const title = document.createElement('strong');
  title.textContent = name;
  line.replaceChildren(title, ` ${words}`);
}
