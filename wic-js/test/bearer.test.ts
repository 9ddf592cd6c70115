import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Leg, RegistrationRefusal, TraceLine } from '../src/session/user-agent';
import { JsSipAgent } from '../src/web/jssip-agent';
import type { Web } from '../src/web/w2-socket';
import { HOME } from './fakes';

// JsSIP itself, on a socket and a peer connection that are not there: what it sends is what a gateway would get.

const SDP = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 127.0.0.1\r\n';

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

/** The far end of the WebSocket: says yes to everything, or what it is told to say. */
class Gateway implements Web {
  static readonly URL = 'ws://gateway.test/ws';
  readonly received: string[] = [];
  /** Status lines for an INVITE without a dialog, in order. */
  invite = ['180 Ringing', '200 OK'];
  register = '200 OK';
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
    if (method === 'REGISTER') {
      this.answer(text, this.register, [`Contact: ${header(text, 'Contact').replace(/expires=\d+/, 'expires=600')}`, 'WWW-Authenticate: Bearer realm="x", error="invalid_token"']);
    } else if (method === 'INVITE') {
      const fresh = !header(text, 'To').includes('tag=');
      (fresh ? this.invite : ['200 OK']).forEach((status) =>
        this.answer(text, status, ['Contact: <sip:echo@lab.test>'], status.startsWith('200') ? SDP : ''),
      );
    } else if (method !== 'ACK') {
      this.answer(text, '200 OK', []);
    }
  }

  methods(): string[] {
    return this.received.map((text) => text.split(' ', 1)[0] ?? '');
  }

  private answer(request: string, status: string, more: string[], body = ''): void {
    const to = header(request, 'To');
    const lines = [
      `SIP/2.0 ${status}`,
      ...['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${header(request, name)}`),
      `To: ${to}${to.includes('tag=') ? '' : ';tag=far'}`,
      ...more,
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${body.length}`,
      '',
      body,
    ];
    setImmediate(() => this.onmessage?.call(this as never, { data: lines.join('\r\n') } as MessageEvent));
  }
}

function header(message: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, 'im').exec(message)?.[1]?.trim() ?? '';
}

async function until(claim: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < 2000 && !claim(); turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(claim(), what);
}

function made(prepare: (gateway: Gateway) => void = () => {}): { agent: JsSipAgent; gateway: Gateway; told: string[]; trace: TraceLine[] } {
  const gateway = new Gateway();
  prepare(gateway);
  const told: string[] = [];
  const trace: TraceLine[] = [];
  const agent = new JsSipAgent(
    {
      impu: `sip:alice@${HOME}`,
      w2Uris: [Gateway.URL],
      token: 'first.token',
      instanceId: '6f1b3f0a-3f4e-4d0e-9a55-0c2f0e1d2c3b',
      registerExpires: 600_000,
    },
    {
      connected: () => told.push('connected'),
      disconnected: () => told.push('disconnected'),
      registered: ({ expiresSeconds }) => told.push(`registered ${expiresSeconds}`),
      unregistered: () => told.push('unregistered'),
      registrationFailed: (why: RegistrationRefusal) => told.push(`failed ${why.status} ${why.challenges.join()}`),
      incoming: () => told.push('incoming'),
      trace: (line) => trace.push(line),
    },
    {},
    () => gateway.open(),
  );
  agent.start();
  return { agent, gateway, told, trace };
}

function heard(leg: Leg, log: string[]): void {
  leg.events = {
    ringing: () => log.push('ringing'),
    earlyMedia: () => log.push('earlyMedia'),
    connected: () => log.push('connected'),
    held: (by, on) => log.push(`held ${by} ${on}`),
    muted: (on) => log.push(`muted ${on}`),
    failed: (why) => log.push(`failed ${why.by} ${why.status} ${why.stackCause}`),
    ended: (why) => log.push(`ended ${why.by}`),
  };
}

after(() => setTimeout(() => process.exit(), 50).unref()); // JsSIP's transaction timers would keep Node for half a minute

test('a REGISTER shows the token, the instance, outbound, GRUU and path', async () => {
  const { gateway, told } = made();
  await until(() => told.includes('registered 600'), 'registered');
  const register = gateway.received[0] ?? '';
  assert.equal(header(register, 'Authorization'), 'Bearer first.token');
  assert.equal(register.split('\r\n')[0], `REGISTER sip:${HOME} SIP/2.0`);
  assert.match(header(register, 'Contact'), /;reg-id=1;\+sip\.instance="<urn:uuid:6f1b3f0a-[^"]*>";expires=600000$/);
  assert.match(header(register, 'Contact'), /^<sip:[^@]+@[^>]+\.invalid;transport=ws>/);
  assert.deepEqual(header(register, 'Supported').split(',').sort(), ['gruu', 'outbound', 'path']);
  assert.match(header(register, 'Via'), /^SIP\/2\.0\/WS /);
});

test('a challenge to the token is told as it came', async () => {
  const { told } = made((gateway) => (gateway.register = '401 Unauthorized'));
  await until(() => told.length >= 2, 'failed');
  assert.deepEqual(told, ['connected', 'failed 401 Bearer realm="x", error="invalid_token"']);
});

test('every request of a call shows the token, renewed in mid-call too', async () => {
  const { agent, gateway, told, trace } = made();
  await until(() => told.includes('registered 600'), 'registered');
  const leg = agent.call(`sip:echo@${HOME}`, ['Route: <sip:orig@scscf.test;lr>']);
  const log: string[] = [];
  heard(leg, log);
  await until(() => log.includes('connected'), 'connected');
  agent.bearer('second.token');
  assert.equal(leg.hold(true), true);
  await until(() => gateway.methods().filter((method) => method === 'ACK').length === 2, 're-INVITE acknowledged');
  leg.hangUp();
  await until(() => gateway.methods().includes('BYE'), 'BYE');

  assert.deepEqual(gateway.methods(), ['REGISTER', 'INVITE', 'ACK', 'INVITE', 'ACK', 'BYE']);
  const tokens = gateway.received.map((text) => header(text, 'Authorization'));
  assert.deepEqual(tokens, [...Array(3).fill('Bearer first.token'), ...Array(3).fill('Bearer second.token')]);
  const invite = gateway.received[1] ?? '';
  assert.equal(header(invite, 'Route'), '<sip:orig@scscf.test;lr>');
  assert.ok(!invite.includes('BUNDLE'), 'the offer stands alone');
  assert.deepEqual(log, ['ringing', 'connected', 'held us true', 'ended us']);
  assert.ok(!JSON.stringify(trace).includes('.token'), 'the trace keeps the token to itself');
});

test('a refused call is told with its status', async () => {
  const { agent, told } = made((gateway) => (gateway.invite = ['486 Busy Here']));
  await until(() => told.includes('registered 600'), 'registered');
  const log: string[] = [];
  heard(agent.call(`sip:busy@${HOME}`, []), log);
  await until(() => log.length > 0, 'failed');
  assert.deepEqual(log, ['failed peer 486 Busy']);
});

test('a call given up while it rings is cancelled', async () => {
  const { agent, gateway, told } = made((one) => (one.invite = ['180 Ringing']));
  await until(() => told.includes('registered 600'), 'registered');
  const log: string[] = [];
  const leg = agent.call(`sip:bob@${HOME}`, []);
  heard(leg, log);
  await until(() => log.includes('ringing'), 'ringing');
  leg.hangUp();
  assert.equal(gateway.methods().at(-1), 'CANCEL');
  assert.deepEqual(log, ['ringing', 'failed us undefined Canceled']);
});

test('a server that does not choose the subprotocol gets no SIP', async () => {
  const { gateway, told } = made((one) => (one.protocol = ''));
  await until(() => told.includes('disconnected'), 'disconnected');
  assert.deepEqual([gateway.received, gateway.closedWith], [[], 1000]);
});

test('stopping deregisters, with the token', async () => {
  const { agent, gateway, told } = made();
  await until(() => told.includes('registered 600'), 'registered');
  agent.stop();
  await until(() => told.includes('unregistered'), 'unregistered');
  assert.match(header(gateway.received.at(-1) ?? '', 'Contact'), /;expires=0$/);
  assert.equal(header(gateway.received.at(-1) ?? '', 'Authorization'), 'Bearer first.token');
});
