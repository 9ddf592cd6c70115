import { refusedRegistration, WicError, type Cause } from './cause';
import { refreshAfterSeconds, type Granted } from './sip-text';
import type { Clock, RegistrationRefusal, UserAgent } from './user-agent';
import type { WebSession } from './web-session';

export type RegistrationState = 'connecting' | 'registering' | 'registered' | 'failed' | 'stopped';

/** Whom the registration tells. */
export interface RegistrationListener {
  stateChanged(state: RegistrationState, cause?: Cause): void;
}

/** First and longest wait before a failed registration is tried again (RFC 5626 §4.5). */
const FIRST_RETRY_SECONDS = 30;
const LONGEST_RETRY_SECONDS = 1800;

/**
 * Keeps one identity registered with a web token (TS 24.371 §6.2.3): refreshes in time (TS 24.229
 * §5.1.1.4), has the token renewed before its end and after a Bearer challenge (RFC 8898 §2.1).
 */
export class Registration {
  private current: RegistrationState = 'connecting';
  private grant: Granted | undefined;
  private challenged = false;
  private failures = 0;
  private lostConnections = 0;
  private everConnected = false;
  private cancelRefresh: () => void = () => {};
  private cancelRenewal: () => void = () => {};

  constructor(
    private readonly agent: UserAgent,
    private readonly clock: Clock,
    private session: WebSession,
    private readonly renew: () => Promise<WebSession>,
    private readonly listener: RegistrationListener,
  ) {}

  get state(): RegistrationState {
    return this.current;
  }

  /** Route header values for a request outside of dialogs (TS 24.229 §5.1.2A.1). */
  get serviceRoute(): readonly string[] {
    return this.grant?.serviceRoute ?? [];
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
    if (tried >= this.session.w2Uris.length) {
      this.enter('failed', unreachable(this.session.w2Uris));
    } else {
      this.enter('connecting');
    }
  }

  registered(grant: Granted): void {
    this.grant = grant;
    this.challenged = false;
    this.failures = 0;
    this.cancelRefresh();
    this.cancelRefresh = this.clock.after(refreshAfterSeconds(grant.expiresSeconds) * 1000, () => this.agent.register());
    this.enter('registered');
  }

  failed(why: RegistrationRefusal): void {
    if (this.current === 'stopped') {
      return;
    }
    this.cancelRefresh();
    const tokenRefused = why.status === 401 && why.challenges.some((challenge) => /^\s*Bearer\b/i.test(challenge));
    if (tokenRefused && !this.challenged) {
      this.challenged = true;
      void this.renewToken();
      return;
    }
    this.enter('failed', refusedRegistration(why));
    if (!tokenRefused && why.status !== 403) {
      this.retryLater(why.retryAfterSeconds);
    }
  }

  /** Registers at once, so that another S-CSCF takes us; what waits for its answer is one already. */
  restore(): void {
    if (this.current === 'registered') {
      this.enter('registering');
      this.agent.register();
    }
  }

  private retryLater(retryAfterSeconds: number | undefined): void {
    const longest = Math.min(FIRST_RETRY_SECONDS * 2 ** this.failures++, LONGEST_RETRY_SECONDS);
    const backOff = longest * (1 + Math.random()) / 2; // RFC 5626 §4.5: 50 to 100 %, or all come back together
    this.cancelRefresh = this.clock.after((retryAfterSeconds ?? backOff) * 1000, () => {
      this.enter('registering');
      this.agent.register();
    });
  }

  private planRenewal(): void {
    const lifetime = this.session.expiresInSeconds;
    const ahead = Math.min(60, lifetime / 3);
    this.cancelRenewal();
    this.cancelRenewal = this.clock.after((lifetime - ahead) * 1000, () => void this.renewToken());
  }

  /** A new token serves at once: the REGISTER that shows it lets the eP-CSCF extend the registration. */
  private async renewToken(): Promise<void> {
    try {
      this.session = await this.renew();
    } catch (error) {
      if (this.state !== 'stopped') {
        this.cancelRenewal = this.clock.after(FIRST_RETRY_SECONDS * 1000, () => void this.renewToken());
        this.enter('failed', renewalCause(error));
      }
      return;
    }
    if (this.state !== 'stopped') {
      this.agent.bearer(this.session.accessToken);
      this.planRenewal();
      this.agent.register();
    }
  }

  private enter(next: RegistrationState, cause?: Cause): void {
    if (this.current !== 'stopped' && (this.current !== next || cause !== undefined)) {
      this.current = next;
      this.listener.stateChanged(next, cause);
    }
  }
}

function unreachable(uris: readonly string[]): Cause {
  return {
    kind: 'connection',
    words: 'The gateway cannot be reached.',
    detail: `no WebSocket connection to ${uris.join(' or ')}`,
  };
}

function renewalCause(error: unknown): Cause {
  return error instanceof WicError
    ? error.cause
    : { kind: 'not-logged-in', words: 'The login could not be renewed.', detail: String(error) };
}
