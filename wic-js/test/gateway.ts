import assert from 'node:assert/strict';
import type { AgentConfig, Leg, RegistrationRefusal, TraceLine } from '../src/session/user-agent';
import { JsSipAgent } from '../src/web/jssip-agent';
import type { Web } from '../src/web/w2-socket';
import { HOME } from './fakes';

// JsSIP itself, on a socket and a peer connection that are not there: what it sends is what a gateway would get.

export const SDP = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 127.0.0.1\r\n';

class NoPeerConnection extends EventTarget {
  signalingState = 'have-local-offer';
  iceGatheringState = 'complete';
  localDescription = { sdp: SDP };
  addTrack(): void {}
  getSenders(): [] {
    return [];
  }
  close(): void {}
  createOffer(): Promise<unknown> {
    return Promise.resolve({ type: 'offer', sdp: SDP });
  }
  createAnswer(): Promise<unknown> {
    return Promise.resolve({ type: 'answer', sdp: SDP });
  }
  setLocalDescription(): Promise<void> {
    return Promise.resolve();
  }
  setRemoteDescription(): Promise<void> {
    return Promise.resolve();
  }
}

const stream = { getTracks: () => [], getAudioTracks: () => [], getVideoTracks: () => [] };
const browser = {
  window: { RTCPeerConnection: NoPeerConnection },
  RTCPeerConnection: NoPeerConnection,
  RTCSessionDescription: class {},
  navigator: { mediaDevices: { getUserMedia: () => Promise.resolve(stream) } },
};
for (const [name, value] of Object.entries(browser)) {
  Object.defineProperty(globalThis, name, { value, configurable: true });
}

const CONTACT = 'Contact: <sip:echo@lab.test>';

/** The far end of the WebSocket: says yes to everything, or what it is told to say. */
export class Gateway implements Web {
  static readonly URL = 'ws://gateway.test/ws';
  readonly received: string[] = [];
  /** Status lines for an INVITE without a dialog, in order. */
  invite = ['180 Ringing', '200 OK'];
  /** Status lines for an INVITE within a dialog, one each; 200 when they are used up. */
  reinvite: string[] = [];
  /** One more header line for answers to INVITE. */
  more = 'X-Nothing: 0';
  register = '200 OK';
  /** The first REGISTER without an answer to it gets this challenge. */
  challenge: string | undefined;
  /** Header lines of the answers to SUBSCRIBE. */
  subscribe = ['Contact: <sip:scscf.test>', 'Expires: 600000', 'Record-Route: <sip:edge.test;lr>'];
  /** One more header line for answers to REGISTER. */
  moreToRegister = 'X-Nothing: 0';
  private fresh = '';
  private count = 0;
  protocol = 'sip';
  closedWith: number | undefined;
  readyState = 0;
  binaryType: BinaryType = 'blob';
  onopen: Web['onopen'] = null;
  onclose: Web['onclose'] = null;
  onmessage: Web['onmessage'] = null;

  open(): this {
    queueMicrotask(() => {
      this.readyState = 1;
      this.onopen?.call(this as never, {} as Event);
    });
    return this;
  }

  close(code?: number): void {
    this.readyState = 3;
    this.closedWith = code;
  }

  send(message: unknown): void {
    const text = String(message);
    this.received.push(text);
    const method = text.split(' ', 1)[0] ?? '';
    if (method === 'REGISTER' && this.challenge !== undefined && !/ response="[^"]/.test(text)) {
      this.answer(text, '401 Unauthorized', [`WWW-Authenticate: ${this.challenge}`]);
    } else if (method === 'REGISTER') {
      this.answer(text, this.register, [`Contact: ${header(text, 'Contact').replace(/expires=\d+/, 'expires=600')}`, this.moreToRegister, 'WWW-Authenticate: Bearer realm="x", error="invalid_token"']);
    } else if (method === 'INVITE') {
      const fresh = !header(text, 'To').includes('tag=');
      if (fresh) {
        this.fresh = text;
      }
      (fresh ? this.invite : [this.reinvite.shift() ?? '200 OK']).forEach((status) =>
        this.answer(text, status, [CONTACT, this.more], status.startsWith('200') ? SDP : ''),
      );
    } else if (method === 'SUBSCRIBE') {
      this.answer(text, '200 OK', this.subscribe);
    } else if (method !== 'ACK' && method !== 'SIP/2.0') {
      this.answer(text, '200 OK', []);
    }
  }

  /** Methods of the requests received. */
  methods(): string[] {
    return this.received.map((text) => text.split(' ', 1)[0] ?? '').filter((word) => word !== 'SIP/2.0');
  }

  /** Another answer to the INVITE that began the call. */
  later(status: string, more: string[], body = '', type?: string): void {
    this.answer(this.fresh, status, [CONTACT, ...more], body, type);
  }

  /** The responses received. */
  answers(): string[] {
    return this.received.filter((text) => text.startsWith('SIP/2.0'));
  }

  /** A request to the WIC: in the dialog of its INVITE {@code like}, or a fresh one to the Contact of its REGISTER. */
  request(method: string, like: string, more: string[], body: string, where: 'inside' | 'fresh' = 'fresh', to?: string): void {
    const fresh = where === 'fresh';
    const contact = /<([^>]+)>/.exec(header(like, 'Contact'))?.[1] ?? '';
    const lines = [
      `${method} ${contact} SIP/2.0`,
      `Via: SIP/2.0/WS edge.test;branch=z9hG4bK${method}${this.count}`,
      'Max-Forwards: 70',
      fresh ? 'From: <sip:far@lab.test>;tag=far' : `From: ${header(like, 'To')};tag=far`,
      fresh ? `To: ${to ?? header(like, 'To')}` : `To: ${header(like, 'From')}`,
      `Call-ID: ${fresh ? 'fresh@lab.test' : header(like, 'Call-ID')}`,
      `CSeq: ${++this.count} ${method}`,
      CONTACT,
      ...more,
      `Content-Length: ${body.length}`,
      '',
      body,
    ];
    setImmediate(() => this.onmessage?.call(this as never, { data: lines.join('\r\n') } as MessageEvent));
  }

  private answer(request: string, status: string, more: string[], body = '', type = 'application/sdp'): void {
    const to = header(request, 'To');
    const lines = [
      `SIP/2.0 ${status}`,
      ...['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${header(request, name)}`),
      `To: ${to}${to.includes('tag=') ? '' : ';tag=far'}`,
      ...more,
      ...(body === '' ? [] : [`Content-Type: ${type}`]),
      `Content-Length: ${body.length}`,
      '',
      body,
    ];
    setImmediate(() => this.onmessage?.call(this as never, { data: lines.join('\r\n') } as MessageEvent));
  }
}

export function header(message: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, 'im').exec(message)?.[1]?.trim() ?? '';
}

export async function until(claim: () => boolean, what: string, turns = 2000): Promise<void> {
  for (let turn = 0; turn < turns && !claim(); turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(claim(), what);
}

export function made(prepare: (gateway: Gateway) => void = () => {}, proof: AgentConfig['proof'] = { token: 'first.token' }): { agent: JsSipAgent; gateway: Gateway; told: string[]; trace: TraceLine[]; legs: Leg[] } {
  const gateway = new Gateway();
  prepare(gateway);
  const told: string[] = [];
  const trace: TraceLine[] = [];
  const legs: Leg[] = [];
  const agent = new JsSipAgent(
    {
      impu: `sip:alice@${HOME}`,
      w2Uris: [Gateway.URL],
      homeDomain: HOME,
      proof,
      instanceId: '6f1b3f0a-3f4e-4d0e-9a55-0c2f0e1d2c3b',
      registerExpires: 600_000,
    },
    {
      connected: () => told.push('connected'),
      disconnected: () => told.push('disconnected'),
      registered: ({ expiresSeconds }) => told.push(`registered ${expiresSeconds}`),
      unregistered: () => told.push('unregistered'),
      fate: (fate) => told.push(`fate ${JSON.stringify(fate)}`),
      unwatched: () => told.push('unwatched'),
      restoration: () => told.push('restoration'),
      registrationFailed: (why: RegistrationRefusal) => told.push(`failed ${why.status} ${why.challenges.join()}`),
      incoming: (leg) => {
        told.push('incoming');
        legs.push(leg);
      },
      trace: (line) => trace.push(line),
    },
    {},
    () => gateway.open(),
  );
  agent.start();
  return { agent, gateway, told, trace, legs };
}

export function heard(leg: Leg, log: string[]): void {
  leg.events = {
    ringing: () => log.push('ringing'),
    earlyMedia: () => log.push('earlyMedia'),
    connected: () => log.push('connected'),
    held: (by, on) => log.push(`held ${by} ${on}`),
    muted: (on) => log.push(`muted ${on}`),
    pictures: () => log.push('pictures'),
    restarted: () => log.push('restarted'),
    transferred: (to) => log.push(`transferred ${to.remoteUri}`),
    failed: (why) => log.push(`failed ${why.by} ${why.status} ${why.stackCause}`),
    ended: (why) => log.push(`ended ${why.by}`),
  };
}

