import type { AgentConfig, Clock, Leg, LegEvents, LegFailure, MediaChoice, MediaStats, Pictures, UserAgent, UserAgentEvents } from '../src/session/user-agent';
import type { WebSession } from '../src/session/web-session';
import type { Ports } from '../src/session/wic';

export const HOME = 'ims.mnc001.mcc001.3gppnetwork.org';

export const SESSION: WebSession = {
  accessToken: 'first.token',
  expiresInSeconds: 600,
  impu: `sip:alice@${HOME}`,
  homeDomain: HOME,
  w2Uris: ['ws://localhost:8088/ws'],
  iceServers: [],
};

export function session(token: string): WebSession {
  return { ...SESSION, accessToken: token };
}

/** Time that passes when told. */
export class FakeClock implements Clock {
  private time = 0;
  private waiting: { at: number; run: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(milliseconds: number, run: () => void): () => void {
    const entry = { at: this.time + milliseconds, run };
    this.waiting.push(entry);
    return () => (this.waiting = this.waiting.filter((one) => one !== entry));
  }

  async pass(seconds: number): Promise<void> {
    const end = this.time + seconds * 1000;
    for (;;) {
      const next = this.waiting.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) {
        break;
      }
      this.time = next.at;
      this.waiting = this.waiting.filter((one) => one !== next);
      next.run();
      await settled();
    }
    this.time = end;
    await settled();
  }
}

/** Lets promises run that are ready. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    await Promise.resolve();
  }
}

/** A SIP stack that writes down what it is told and says what the test wants. */
export class FakeAgent implements UserAgent {
  readonly log: string[] = [];
  readonly legs: FakeLeg[] = [];

  constructor(
    readonly config: AgentConfig,
    readonly events: UserAgentEvents,
  ) {}

  start(): void {
    this.log.push('start');
  }

  stop(): void {
    this.log.push('stop');
  }

  register(): void {
    this.log.push('register');
  }

  bearer(token: string): void {
    this.log.push(`bearer ${token}`);
  }

  watch(impu: string): void {
    this.log.push(`watch ${impu}`);
  }

  call(target: string, extraHeaders: readonly string[], media: MediaChoice): Leg {
    this.log.push(['call', target, ...extraHeaders, ...(media.video === true ? ['video'] : [])].join(' '));
    const leg = new FakeLeg(target);
    this.legs.push(leg);
    return leg;
  }

  /** Connected and registered, as after a good start. */
  register200(expiresSeconds = 600): void {
    this.events.connected();
    this.events.registered({ expiresSeconds, serviceRoute: ['<sip:orig@scscf.test;lr>'], associated: [`<sip:alice@${HOME}>`], cseq: 1 });
  }
}

export class FakeLeg implements Leg {
  readonly id = 'call-1';
  readonly log: string[] = [];
  events!: LegEvents;

  constructor(
    readonly remoteUri: string,
    readonly remoteName = '',
  ) {}

  answer(): void {
    this.log.push('answer');
  }

  reject(status: number, phrase: string): void {
    this.log.push(`reject ${status} ${phrase}`);
    this.events.failed({ by: 'us', stackCause: 'Rejected' });
  }

  hangUp(): void {
    this.log.push('hangUp');
    const failure: LegFailure = { by: 'us', stackCause: 'Terminated' };
    this.events.ended(failure);
  }

  mute(on: boolean): void {
    this.events.muted(on);
  }

  hold(on: boolean): boolean {
    this.events.held('us', on);
    return true;
  }

  restart(): void {
    this.log.push('restart');
  }

  video(on: boolean): Promise<void> {
    this.log.push(`video ${on}`);
    return on ? Promise.reject(new Error('no camera')) : Promise.resolve();
  }

  microphone(deviceId: string): Promise<void> {
    this.log.push(`microphone ${deviceId}`);
    return Promise.resolve();
  }

  transferDone: (accepted: boolean, status?: number) => void = () => {};

  transfer(target: string, replacing: Leg | undefined, done: (accepted: boolean, status?: number) => void): void {
    this.log.push(`transfer ${target}${replacing === undefined ? '' : ` for ${replacing.remoteUri}`}`);
    this.transferDone = done;
  }

  pictures(): Pictures {
    return {};
  }

  dtmf(tones: string): void {
    this.log.push(`dtmf ${tones}`);
  }

  stats(): Promise<MediaStats> {
    return Promise.resolve({
      packetsSent: 1,
      packetsReceived: 1,
      packetsLost: 0,
      jitterSeconds: 0,
      localLevel: 0,
      remoteLevel: 0,
    });
  }
}

export class FakePorts implements Ports {
  readonly clock = new FakeClock();
  readonly pageIsSecure = false;
  made: FakeAgent | undefined;

  agent(config: AgentConfig, events: UserAgentEvents): UserAgent {
    this.made = new FakeAgent(config, events);
    return this.made;
  }

  readonly speakers: string[] = [];

  speaker(deviceId: string): void {
    this.speakers.push(deviceId);
  }

  instanceId(): string {
    return '6f1b3f0a-3f4e-4d0e-9a55-0c2f0e1d2c3b';
  }
}
