import type { Call, Wic } from './wic.js';
import { byId, onClick } from './dom';

const PATIENCE_MS = 8000;
const LISTEN_MS = 2500;
/** How long the microphone is listened to, and what counts as sound, of full scale. */
const HEAR_MS = 1500;
const AUDIBLE = 0.003;

interface Finding {
  /** Bad: a call cannot work. */
  readonly grade: 'good' | 'fair' | 'bad' | 'skipped';
  readonly words: string;
}

const good = (words: string): Finding => ({ grade: 'good', words });
const fair = (words: string): Finding => ({ grade: 'fair', words });
const bad = (words: string): Finding => ({ grade: 'bad', words });

/** "What is wrong?": tries each thing a call needs, one after the other, and says in words what it found. */
export class Doctor {
  constructor(private readonly patient: () => Wic | undefined) {
    onClick('examine', () => void this.examine());
  }

  private async examine(): Promise<void> {
    const start = byId<HTMLButtonElement>('examine');
    start.disabled = true;
    byId('findings').replaceChildren();
    const wrong: string[] = [];
    try {
      for (const [name, look, needs] of this.steps()) {
        const missing = needs.find((one) => wrong.includes(one));
        const line = say(name, 'waiting', 'looking…');
        const found: Finding =
          missing === undefined
            ? await look().catch((error: unknown) => bad(String(error)))
            : { grade: 'skipped', words: `Not tried: ${missing} first.` };
        write(line, name, found.grade, found.words);
        if (found.grade === 'bad') {
          wrong.push(name);
        }
      }
      const words = wrong.length === 0 ? 'Everything that a call needs works from here.' : `Calls cannot work from here: see ${wrong.join(' and ')}.`;
      say('Result', wrong.length === 0 ? 'good' : 'bad', words);
    } finally {
      start.disabled = false;
    }
  }

  /** Each with what it needs to be tried. */
  private steps(): [string, () => Promise<Finding>, readonly string[]][] {
    return [
      ['Page', () => Promise.resolve(page()), []],
      ['Microphone', microphone, ['Page']],
      ['WebSocket', () => this.webSocket(), []],
      ['Registration', () => Promise.resolve(this.registration()), ['WebSocket']],
      ['Network', () => this.network(), []],
      ['Call', () => this.echo(), ['Microphone', 'Registration', 'Network']],
    ];
  }

  private async webSocket(): Promise<Finding> {
    const uri = this.patient()?.w2Uris[0];
    if (uri === undefined) {
      return bad('Log in first: the address of the gateway comes with the login.');
    }
    const begun = performance.now();
    const socket = new WebSocket(uri, 'sip');
    const opened = await new Promise<boolean>((resolve) => {
      socket.onopen = () => resolve(true);
      socket.onerror = () => resolve(false);
      setTimeout(() => resolve(false), PATIENCE_MS);
    });
    socket.close();
    return opened
      ? good(`The gateway at ${new URL(uri).host} opens a WebSocket in ${Math.round(performance.now() - begun)} ms.`)
      : bad(`No WebSocket to ${new URL(uri).host}: the gateway is down, a proxy or firewall blocks it, or its certificate is not trusted.`);
  }

  private registration(): Finding {
    return this.patient()?.state === 'registered'
      ? good('The network has you registered: calls reach you.')
      : bad('The network does not have you registered: see the notice at your name, and the log.');
  }

  /** Whether the browser finds addresses to send media from, and which kinds. */
  private async network(): Promise<Finding> {
    const servers = this.patient()?.iceServers ?? [];
    const connection = new RTCPeerConnection({ iceServers: servers.map((server) => ({ ...server })) });
    try {
      connection.addTransceiver('audio');
      const found = new Set<string>();
      const done = new Promise<void>((resolve) => {
        connection.onicecandidate = ({ candidate }) => (candidate === null ? resolve() : void found.add(candidate.type ?? ''));
      });
      await connection.setLocalDescription();
      await Promise.race([done, pause(PATIENCE_MS)]);
      if (found.size === 0) {
        return bad('The browser finds no network address for media: is WebRTC switched off by a policy or an extension?');
      }
      const kinds = [...found].map((kind) => KINDS[kind] ?? kind).join(', ');
      return servers.length > 0 && !found.has('relay')
        ? fair(`ICE finds ${kinds}, but the relay does not answer: behind a strict firewall media may not pass.`)
        : good(`ICE finds ${kinds}.`);
    } finally {
      connection.close();
    }
  }

  /** A short call to the echo service; the media either come back or they do not. */
  private async echo(): Promise<Finding> {
    const wic = this.patient();
    if (wic === undefined || wic.calls.length > 0) {
      return bad('Hang up first: this test makes a call.');
    }
    const call = wic.call('echo');
    try {
      const failure = await connected(call);
      if (failure !== undefined) {
        return bad(`The call to echo failed: ${failure}`);
      }
      await pause(LISTEN_MS);
      const stats = await call.stats();
      if (stats.packetsReceived === 0) {
        return bad('The call is up, but no media come back: a firewall may block UDP to the gateway.');
      }
      const trip = stats.roundTripSeconds === undefined ? '' : `, ${Math.round(stats.roundTripSeconds * 1000)} ms there and back`;
      return good(`${stats.packetsSent} packets went to echo and ${stats.packetsReceived} came back${trip}.`);
    } finally {
      call.hangUp();
    }
  }
}

/** Kinds of candidates in words (RFC 8445 §4). */
const KINDS: Record<string, string> = {
  host: 'an address of this machine',
  srflx: 'one seen from outside',
  prflx: 'one seen by the peer',
  relay: 'a relay',
};

function page(): Finding {
  return window.isSecureContext && navigator.mediaDevices !== undefined
    ? good('This browser may use a microphone on this page.')
    : bad('Browsers allow a microphone only on https pages and on localhost: open this page there.');
}

async function microphone(): Promise<Finding> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => undefined);
  const [track] = stream?.getAudioTracks() ?? [];
  if (stream === undefined || track === undefined) {
    return bad('No microphone: allow it in the browser, or plug one in.');
  }
  const name = track.label === '' ? 'A microphone' : track.label;
  const loudest = await loudness(stream);
  track.stop();
  if (track.muted) {
    return bad(`${name} is muted by the system.`);
  }
  return loudest < AUDIBLE ? fair(`${name} is there, but hears nothing: is it switched off?`) : good(`${name} works, and hears something.`);
}

/** The greatest sample within a while, of full scale. */
async function loudness(stream: MediaStream): Promise<number> {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let loudest = 0;
  const end = performance.now() + HEAR_MS;
  while (performance.now() < end && loudest < AUDIBLE) {
    await pause(50);
    analyser.getFloatTimeDomainData(samples);
    loudest = Math.max(loudest, ...samples.map(Math.abs));
  }
  await context.close();
  return loudest;
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
