import { Call, type CallHost } from './call';
import { WicError, type Cause } from './cause';
import { Emitter } from './emitter';
import { Registration, type RegistrationState } from './registration';
import { shownAs, sipTarget } from './target';
import type { AgentConfig, Clock, Leg, MediaChoice, TraceLine, UserAgent, UserAgentEvents } from './user-agent';
import { usableW2, type DigestAccount, type IceServer, type WebSession } from './web-session';

export interface WicEvents {
  /** Any change of the registration; the specific events follow. */
  state: { readonly state: RegistrationState; readonly cause?: Cause };
  registered: Wic;
  /** The registration failed or was lost; it is tried again unless the network forbade it. */
  failed: Cause;
  incoming: Call;
  /** The SIP messages as they pass, without the token. */
  trace: TraceLine;
}

/** What the WIC needs of the WWSF after the login. */
export interface WebLogin {
  renew(): Promise<WebSession>;
  logOut(): Promise<void>;
}

/** What the WIC needs of the place it runs in. */
export interface Ports {
  readonly clock: Clock;
  readonly pageIsSecure: boolean;
  agent(config: AgentConfig, events: UserAgentEvents, iceServers: readonly IceServer[]): UserAgent;
  /** The UUID of this device for this identity, the same at each start (RFC 5626 §4.1). */
  instanceId(impu: string): string;
  /** The loudspeaker of all calls, by its id; the system's choice when empty. */
  speaker(deviceId: string): void;
}

/** Asked for; the eP-CSCF grants no more than the token's lifetime (TS 24.229 §5.1.1.2 asks for 600000). */
const REGISTER_EXPIRES_SECONDS = 600_000;
const START_LIMIT_MS = 15_000;

/** A WebRTC IMS client: one identity, registered, making and taking calls (TS 24.371 §5.2). */
export class Wic extends Emitter<WicEvents> {
  readonly impu: string;
  readonly homeDomain: string;
  /** The addresses of the gateway that are tried, and the servers that ICE may use. */
  readonly w2Uris: readonly string[];
  readonly iceServers: readonly IceServer[];
  private readonly agent: UserAgent;
  private readonly registration: Registration;
  private readonly open = new Set<Call>();
  private readonly host: CallHost;
  private chosen: Pick<MediaChoice, 'microphone' | 'camera'> = {};

  constructor(
    account: WebSession | DigestAccount,
    private readonly web: WebLogin,
    private readonly ports: Ports,
    gm = true,
  ) {
    super();
    this.impu = account.impu;
    this.homeDomain = account.homeDomain;
    const w2Uris = usableW2(account.w2Uris, ports.pageIsSecure);
    this.w2Uris = w2Uris;
    this.iceServers = account.iceServers;
    if (w2Uris.length === 0) {
      throw new WicError({
        kind: 'connection',
        words: 'The gateway offers no secure address for this page.',
        detail: account.w2Uris.join(', '),
      });
    }
    this.host = {
      clock: ports.clock,
      media: () => this.chosen,
      target: (dialled) => this.target(dialled),
      adopt: (leg, direction) => this.adopt(leg, direction),
      renewToken: () => this.registration.renewNow(),
    };
    const config: AgentConfig = {
      impu: account.impu,
      homeDomain: account.homeDomain,
      w2Uris,
      proof: 'accessToken' in account ? { token: account.accessToken } : { impi: account.impi, password: account.password },
      instanceId: ports.instanceId(account.impu),
      registerExpires: REGISTER_EXPIRES_SECONDS,
    };
    this.agent = ports.agent(config, this.agentEvents(), account.iceServers);
    this.registration = new Registration(this.agent, ports.clock, { ...account, w2Uris }, () => web.renew(), {
      stateChanged: (state, cause) => this.onState(state, cause),
      takenBack: (cause) => this.open.forEach((call) => call.abandon(cause)),
    }, gm);
  }

  get state(): RegistrationState {
    return this.registration.state;
  }

  /** Our own identity as a person would write it. */
  get name(): string {
    return shownAs(this.impu, this.homeDomain);
  }

  get calls(): readonly Call[] {
    return [...this.open];
  }

  /** Registers; rejects with a WicError when that fails the first time. */
  start(): Promise<this> {
    return new Promise((resolve, reject) => {
      const stops: (() => void)[] = [];
      const settle = (cause?: Cause): void => {
        stops.forEach((stop) => stop());
        if (cause === undefined) {
          resolve(this);
        } else {
          this.stop();
          reject(new WicError(cause));
        }
      };
      stops.push(
        this.on('registered', () => settle()),
        this.on('failed', settle),
        this.ports.clock.after(START_LIMIT_MS, () =>
          settle({ kind: 'timeout', words: 'The gateway does not answer.' }),
        ),
      );
      this.registration.start();
    });
  }

  /** Deregisters, ends all calls and closes the connection. */
  stop(): void {
    this.open.forEach((call) => call.hangUp());
    this.registration.stop();
  }

  /** The same, and ends the session at the WWSF. */
  async logOut(): Promise<void> {
    this.stop();
    await this.web.logOut();
  }

  /**
   * The devices of the calls to come, and the loudspeaker of those that are on too: ids of enumerateDevices(); what is
   * left out is the system's choice.
   */
  useDevices({ speaker = '', ...devices }: { readonly microphone?: string; readonly camera?: string; readonly speaker?: string }): void {
    this.chosen = devices;
    this.ports.speaker(speaker);
  }

  /** Calls a name of the home domain, a number or a SIP URI; throws a WicError when it is none of these. */
  call(dialled: string, media: { readonly video?: boolean } = {}): Call {
    const target = this.target(dialled);
    if (this.state !== 'registered') {
      throw new WicError({ kind: 'connection', words: 'Not registered: there is no connection to the network right now.' });
    }
    const begin = (): Leg => this.agent.call(target, this.registration.headers, { ...this.chosen, ...media });
    return this.adopt(begin(), 'outgoing', begin);
  }

  private target(dialled: string): string {
    const target = sipTarget(dialled, this.homeDomain);
    if (target === undefined) {
      throw new WicError({ kind: 'bad-address', words: `“${dialled.trim()}” is neither a name, a number nor a SIP address.` });
    }
    return target;
  }

  private agentEvents(): UserAgentEvents {
    return {
      connected: () => this.registration.connected(),
      disconnected: () => {
        this.registration.disconnected();
        this.open.forEach((call) => call.connectionLost());
      },
      registered: (grant) => {
        this.registration.registered(grant);
        this.open.forEach((call) => call.connectionBack());
      },
      unregistered: () => {},
      fate: (fate) => this.registration.told(fate),
      unwatched: () => this.registration.unwatched(),
      restoration: () => this.registration.restore(),
      registrationFailed: (why) => this.registration.failed(why),
      incoming: (leg) => this.emit('incoming', this.adopt(leg, 'incoming')),
      trace: (line) => this.emit('trace', line),
    };
  }

  private adopt(leg: Leg, direction: Call['direction'], again?: () => Leg): Call {
    const name = leg.remoteName === '' ? shownAs(leg.remoteUri, this.homeDomain) : leg.remoteName;
    const call = new Call(leg, direction, name, this.host, again);
    this.open.add(call);
    call.on('ended', () => this.open.delete(call));
    return call;
  }

  private onState(state: RegistrationState, cause?: Cause): void {
    this.emit('state', cause === undefined ? { state } : { state, cause });
    if (state === 'registered') {
      this.emit('registered', this);
    } else if (state === 'failed' && cause !== undefined) {
      this.emit('failed', cause);
    }
  }
}
