import { endedByNetwork, refusedRegistration, WicError, type Cause } from './cause';
import type { RegFate } from './reg-info';
import { asksForToken, refreshAfterSeconds, type Granted } from './sip-text';
import type { Clock, RegistrationRefusal, UserAgent } from './user-agent';
import { placeOf, type Account, type WebSession } from './web-session';

export type RegistrationState = 'connecting' | 'registering' | 'registered' | 'failed' | 'stopped';

/** Whom the registration tells. */
export interface RegistrationListener {
  stateChanged(state: RegistrationState, cause?: Cause): void;
  /** The network took the registration back: what goes on under it ends (TS 24.229 §5.1.1.7). */
  takenBack(cause: Cause): void;
}

/** First and longest wait before a failed registration is tried again (RFC 5626 §4.5). */
const FIRST_RETRY_SECONDS = 30;
const LONGEST_RETRY_SECONDS = 1800;

/** Events of RFC 3680 §5.3.2 after which a UE does not come back by itself. */
const FINAL = new Set(['rejected', 'unregistered']);

/**
 * Keeps one identity registered with a web token (TS 24.371 §6.2.3): refreshes in time (TS 24.229
 * §5.1.1.4), has the token renewed before its end and after a Bearer challenge (RFC 8898 §2.1), and
 * does what the network says about the registration. With an account of the core there is no token to renew, and
 * without Gm nothing of the IMS beyond SIP (§7.2.1).
 */
export class Registration {
  private current: RegistrationState = 'connecting';
  private grant: Granted | undefined;
  private challenged = false;
  private watched = false;
  private failures = 0;
  private lostConnections = 0;
  private everConnected = false;
  private cancelRefresh: () => void = () => {};
  private cancelRenewal: () => void = () => {};

  constructor(
    private readonly agent: UserAgent,
    private readonly clock: Clock,
    private account: Account | WebSession,
    private readonly renew: () => Promise<WebSession>,
    private readonly listener: RegistrationListener,
    private readonly gm: boolean,
  ) {}

  get state(): RegistrationState {
    return this.current;
  }

  /** Headers of a request outside of dialogs: the Service-Route, and who we are (TS 24.229 §5.1.2A.1). */
  get headers(): readonly string[] {
    if (!this.gm) {
      return [];
    }
    const routes = (this.grant?.serviceRoute ?? []).map((route) => `Route: ${route}`);
    return [...routes, `P-Preferred-Identity: <${this.identity}>`];
  }

  /** Our identity if the network knows it as registered, else the first one it told of. */
  private get identity(): string {
    const registered = (this.grant?.associated ?? []).map(uriOf);
    return registered.includes(this.account.impu) ? this.account.impu : (registered[0] ?? this.account.impu);
  }

  start(): void {
    this.planRenewal();
    this.agent.start();
  }

  stop(): void {
    this.cancelRefresh();
    this.cancelRenewal();
    this.enter('stopped');
    this.agent.stop();
  }

  connected(): void {
    this.lostConnections = 0;
    this.everConnected = true;
    this.enter('registering');
  }

  disconnected(): void {
    this.cancelRefresh();
    this.lostConnections++;
    const tried = this.lostConnections - (this.everConnected ? 1 : 0); // the first loss was of a good connection
    if (tried >= this.account.w2Uris.length) {
      this.enter('failed', unreachable(this.account.w2Uris));
    } else {
      this.enter('connecting');
    }
  }

  registered(grant: Granted): void {
    this.grant = grant;
    this.challenged = false;
    this.failures = 0;
    this.refreshWithin(grant.expiresSeconds);
    this.enter('registered');
    if (this.gm && !this.watched) {
      this.watched = true;
      this.agent.watch(uriOf(grant.associated[0] ?? this.account.impu), this.headers);
    }
  }

  failed(why: RegistrationRefusal): void {
    if (this.current === 'stopped') {
      return;
    }
    this.cancelRefresh();
    const tokenRefused = why.status === 401 && asksForToken(why.challenges);
    if (tokenRefused && !this.challenged) {
      this.challenged = true;
      void this.renewToken();
      return;
    }
    this.watched = false;
    this.enter('failed', refusedRegistration(why));
    if (why.status !== 401 && why.status !== 403) {
      this.retryLater(why.retryAfterSeconds);
    }
  }

  /** What the network says of it (TS 24.229 §5.1.1.7). */
  told(fate: RegFate): void {
    if (this.current !== 'registered') {
      return;
    }
    if (fate.kind === 'shortened') {
      this.refreshWithin(fate.seconds);
      return;
    }
    this.watched = false;
    this.cancelRefresh();
    const cause = endedByNetwork(fate.event);
    if (FINAL.has(fate.event)) {
      this.enter('failed', cause);
      this.listener.takenBack(cause);
    } else if (fate.event === 'probation') {
      this.enter('failed', cause);
      this.retryLater(fate.retryAfterSeconds);
    } else {
      this.restore();
    }
  }

  /** The network tells no longer: it is asked again with the next REGISTER. */
  unwatched(): void {
    this.watched = false;
  }

  /** Registers at once, so that another S-CSCF takes us; what waits for its answer is one already. */
  restore(): void {
    if (this.current === 'registered') {
      this.watched = false;
      this.enter('registering');
      this.agent.register();
    }
  }

  /** A new token, from now on in everything that is sent; rejects with a WicError when there is none to be had. */
  async renewNow(): Promise<void> {
    const session = await this.renew();
    this.account = session;
    if (this.state !== 'stopped') {
      this.agent.bearer(session.accessToken);
      this.planRenewal();
      this.agent.register();
    }
  }

  private refreshWithin(seconds: number): void {
    this.cancelRefresh();
    this.cancelRefresh = this.clock.after(refreshAfterSeconds(seconds) * 1000, () => this.agent.register());
  }

  private retryLater(retryAfterSeconds: number | undefined): void {
    const longest = Math.min(FIRST_RETRY_SECONDS * 2 ** this.failures++, LONGEST_RETRY_SECONDS);
    const backOff = longest * (1 + Math.random()) / 2; // RFC 5626 §4.5: 50 to 100 %, or all come back together
    this.cancelRefresh();
    this.cancelRefresh = this.clock.after((retryAfterSeconds ?? backOff) * 1000, () => {
      this.enter('registering');
      this.agent.register();
    });
  }

  private planRenewal(): void {
    this.cancelRenewal();
    if ('expiresInSeconds' in this.account) {
      const lifetime = this.account.expiresInSeconds;
      const ahead = Math.min(60, lifetime / 3);
      this.cancelRenewal = this.clock.after((lifetime - ahead) * 1000, () => void this.renewToken());
    }
  }

  /** A new token serves at once: the REGISTER that shows it lets the eP-CSCF extend the registration. */
  private async renewToken(): Promise<void> {
    await this.renewNow().catch((error: unknown) => {
      if (this.state !== 'stopped') {
        this.cancelRenewal();
        this.cancelRenewal = this.clock.after(FIRST_RETRY_SECONDS * 1000, () => void this.renewToken());
        this.enter('failed', renewalCause(error));
      }
    });
  }

  private enter(next: RegistrationState, cause?: Cause): void {
    if (this.current !== 'stopped' && (this.current !== next || cause !== undefined)) {
      this.current = next;
      this.listener.stateChanged(next, cause);
    }
  }
}

/** The URI of an address as it stands in a header. */
function uriOf(address: string): string {
  return /<([^>]*)>/.exec(address)?.[1] ?? address;
}

function unreachable(uris: readonly string[]): Cause {
  return {
    kind: 'connection',
    words: `The gateway cannot be reached${uris.some((uri) => uri.startsWith('wss:')) ? ', or its certificate is not trusted here' : ''}.`,
    detail: `no WebSocket connection to ${uris.map(placeOf).join(' or ')}`,
  };
}

function renewalCause(error: unknown): Cause {
  return error instanceof WicError
    ? error.cause
    : { kind: 'not-logged-in', words: 'The login could not be renewed.', detail: String(error) };
}
