import JsSIP from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { RTCSessionEvent } from 'jssip/lib/UA';
import type { IncomingResponse } from 'jssip/lib/SIPMessage';
import type {
  AgentConfig,
  Leg,
  MediaChoice,
  RegistrationRefusal,
  UserAgent,
  UserAgentEvents,
} from '../session/user-agent';
import { regFate } from '../session/reg-info';
import type { Granted } from '../session/sip-text';
import { ringReliably, SUPPORTED, unsupported } from './jssip-gm';
import { callOptions, JsSipLeg } from './jssip-leg';
import { RegWatch } from './reg-watch';
import { W2Socket, type Web } from './w2-socket';

/** Seconds before a lost connection is opened again: JsSIP doubles at random between these (RFC 5626 §4.5). */
const RECONNECT_SECONDS = { min: 1, max: 30 };
/** A good connection that broke is opened again at once, but not by all WICs in the same instant. */
const FIRST_RECONNECT_MS = { least: 50, spread: 350 };

/** What is used of JsSIP beyond its types. */
interface Inner {
  readonly _transport: { recovery_timer: ReturnType<typeof setTimeout> | null; connect(): void };
}

/**
 * The SIP user agent on JsSIP. The token goes out as JsSIP's authorization_jwt, which its request sender
 * writes into every request, in dialogs and outside, ACK to a 2xx included (RFC 8898 §2.1); CANCEL and the ACK to
 * a refusal are built by the transaction and carry none, as they cannot be challenged (RFC 3261 §22.1).
 */
export class JsSipAgent implements UserAgent {
  private readonly ua: JsSIP.UA;
  private readonly regWatch: RegWatch;
  private watched = '';
  private cseq = 0;
  private stopped = false;

  constructor(
    config: AgentConfig,
    events: UserAgentEvents,
    private readonly rtc: RTCConfiguration,
    open?: (uri: string) => Web,
  ) {
    const seen = { trace: events.trace.bind(events), granted: (grant: Granted) => this.granted(grant, events), restoration: events.restoration.bind(events) };
    const sockets = config.w2Uris.map((uri, index) => ({
      socket: new W2Socket(uri, config.instanceId, seen, open),
      weight: config.w2Uris.length - index,
    }));
    this.ua = new JsSIP.UA({
      sockets,
      uri: config.impu,
      ...('token' in config.proof
        ? { authorization_jwt: `Bearer ${config.proof.token}` }
        : { authorization_user: config.proof.impi, password: config.proof.password }),
      instance_id: config.instanceId,
      register: true,
      register_expires: config.registerExpires,
      session_timers: true,
      connection_recovery_min_interval: RECONNECT_SECONDS.min,
      connection_recovery_max_interval: RECONNECT_SECONDS.max,
      user_agent: 'Wicgate WIC',
    });
    if ('impi' in config.proof) {
      // Who we are, for the challenge to come (TS 24.229 §5.1.1.2.3).
      const { impi } = config.proof;
      const who = `Authorization: Digest username="${impi}", realm="${config.homeDomain}", nonce="", uri="sip:${config.homeDomain}", response=""`;
      this.ua.registrator().setExtraHeaders([who]);
    }
    const told = (document: string): void => {
      const fate = regFate(document, { impu: this.watched, contact: String(this.ua.contact.uri), cseq: this.cseq });
      if (fate !== undefined && !this.stopped) {
        events.fate(fate);
      }
    };
    this.regWatch = new RegWatch(this.ua, told, () => events.unwatched());
    this.listen(events);
  }

  start(): void {
    this.ua.start();
  }

  stop(): void {
    this.stopped = true;
    this.regWatch.end();
    this.ua.stop();
  }

  register(): void {
    if (this.ua.isConnected()) {
      this.ua.register();
    }
  }

  bearer(token: string): void {
    this.ua.set('authorization_jwt', `Bearer ${token}`);
  }

  watch(impu: string, extraHeaders: readonly string[]): void {
    this.watched = impu;
    this.regWatch.begin(impu, extraHeaders);
  }

  call(target: string, extraHeaders: readonly string[], media: MediaChoice): Leg {
    let leg: JsSipLeg | undefined;
    // The session exists before it says anything: newRTCSession is raised within call().
    this.ua.once('newRTCSession', ({ session }: { session: RTCSession }) => {
      leg = new JsSipLeg(session, this.rtc, target);
    });
    this.ua.call(target, {
      ...callOptions(media, this.rtc),
      extraHeaders: [...extraHeaders, SUPPORTED],
    });
    if (leg === undefined) {
      throw new Error(`JsSIP made no session for ${target}`);
    }
    return leg;
  }

  private granted(grant: Granted, events: UserAgentEvents): void {
    this.cseq = grant.cseq;
    events.registered(grant);
  }

  private reconnect(): void {
    if (!this.stopped) {
      const { _transport: transport } = this.ua as unknown as Inner;
      clearTimeout(transport.recovery_timer ?? undefined); // JsSIP's own try after this loss: or two back-offs would run side by side
      transport.connect(); // does nothing when it is there already
    }
  }

  private listen(events: UserAgentEvents): void {
    let good = false;
    this.ua.on('connected', () => {
      good = true;
      events.connected();
    });
    this.ua.on('disconnected', () => {
      if (good && !this.stopped) {
        setTimeout(() => this.reconnect(), FIRST_RECONNECT_MS.least + Math.random() * FIRST_RECONNECT_MS.spread);
      }
      good = false;
      events.disconnected();
    });
    this.ua.on('unregistered', () => events.unregistered());
    this.ua.on('registrationFailed', ({ response, cause }) => events.registrationFailed(refusal(response, cause)));
    // With a listener here JsSIP leaves the refresh to us: the Registration knows when.
    this.ua.on('registrationExpiring', () => {});
    this.ua.on('newRTCSession', (event: RTCSessionEvent) => {
      if (isIncoming(event) && !JsSipLeg.has(event.session)) {
        ringReliably(event.request, event.session);
        const missing = unsupported(event.request);
        if (missing.length > 0) {
          event.session.terminate({ status_code: 420, reason_phrase: 'Bad Extension', extraHeaders: [`Unsupported: ${missing.join(', ')}`] });
          return;
        }
        const from = event.session.remote_identity;
        events.incoming(new JsSipLeg(event.session, this.rtc, from.uri.toString()));
      }
    });
  }
}

function isIncoming(event: RTCSessionEvent): boolean {
  return String(event.originator) === 'remote'; // an ambient enum of JsSIP's, without a value at run time
}

function refusal(response: IncomingResponse | null, cause: string | undefined): RegistrationRefusal {
  if (response === null) {
    return { phrase: cause ?? '', challenges: [] };
  }
  const retryAfter = Number.parseInt(response.getHeader('retry-after') ?? '', 10);
  return {
    status: response.status_code,
    phrase: response.reason_phrase,
    reasons: response.getHeaders('reason'),
    warnings: response.getHeaders('warning'),
    challenges: response.getHeaders('www-authenticate'),
    ...(Number.isNaN(retryAfter) ? {} : { retryAfterSeconds: retryAfter }),
  };
}
