import { WicError } from '../session/cause';
import { Wic as Session, type Ports, type WebLogin } from '../session/wic';
import { digestAccount, type IceServer, type WebSession } from '../session/web-session';
import type { TraceLine } from '../session/user-agent';
import { JsSipAgent } from './jssip-agent';
import { instanceId } from './instance';
import { useSpeaker } from './speaker';
import { Wwsf } from './wwsf';

export { WicError, type Cause, type CauseKind } from '../session/cause';
export { type Call, type CallEvents, type CallState } from '../session/call';
export { type RegistrationState } from '../session/registration';
export { type MediaStats, type Pictures, type TraceLine } from '../session/user-agent';
export { type IceServer, type WebSession } from '../session/web-session';
export { type WicEvents } from '../session/wic';

/** Login at a WWSF, which gives a web token (TS 24.371 §6.2.3). */
export interface WebStart {
  /** Where the WWSF is; the page's own origin when not given. */
  readonly wwsf?: string;
  readonly username: string;
  readonly password: string;
  /** Gets a new session before the token ends; the WWSF renews it when not given. */
  readonly renew?: () => Promise<WebSession>;
}

/** Who came back from an identity provider, and is known to the WWSF by its cookie. */
export interface LoggedInStart {
  readonly loggedIn: true;
  /** Where the WWSF is; the page's own origin when not given. */
  readonly wwsf?: string;
}

/** An account of the core network itself, by SIP digest (TS 24.371 §6.2.2). */
export interface DigestStart {
  /** WebSocket addresses of the eP-CSCF, the best one first. */
  readonly w2: readonly string[];
  /** The private identity, user@domain. */
  readonly impi: string;
  readonly password: string;
  /** The public identity; the private one as a SIP URI when not given. */
  readonly impu?: string;
  readonly iceServers?: readonly IceServer[];
}

export type StartOptions = (WebStart | LoggedInStart | DigestStart) & {
  /** Hears the SIP messages from the first one on, without the token. */
  readonly trace?: (line: TraceLine) => void;
  /** False speaks SIP without anything of the IMS: no P- header, Service-Route or subscription (TS 24.371 §7.2.1). */
  readonly gm?: boolean;
};

/** A registered client; see start. */
export type Wic = Session;

export const Wic = {
  /** Logs in and registers; resolves when registered, rejects with a WicError that says why not. */
  async start(options: StartOptions): Promise<Wic> {
    const wic = 'impi' in options ? new Session(digestAccount(options), NO_WEB, ports(), options.gm) : await loggedIn(options);
    if (options.trace !== undefined) {
      wic.on('trace', options.trace);
    }
    return wic.start();
  },
};

async function loggedIn(options: (WebStart | LoggedInStart) & { readonly gm?: boolean }): Promise<Wic> {
  const credentials = 'loggedIn' in options ? undefined : { username: options.username, password: options.password };
  const wwsf = new Wwsf(options.wwsf ?? location.origin, credentials);
  const first = await wwsf.logIn();
  const renewal = 'loggedIn' in options ? undefined : options.renew;
  const web = { renew: renewal ?? ((): Promise<WebSession> => wwsf.renew(first.impu)), logOut: () => wwsf.logOut() };
  return new Session(first, web, ports(), options.gm);
}

/** Without a WWSF there is no token to renew and no session to end. */
const NO_WEB: WebLogin = {
  renew: () => Promise.reject(new WicError({ kind: 'not-logged-in', words: 'The gateway wants a web login for this account.' })),
  logOut: () => Promise.resolve(),
};

function ports(): Ports {
  return {
    clock: {
      now: () => performance.now(),
      after: (milliseconds, run) => {
        const timer = setTimeout(run, Math.min(milliseconds, 2 ** 31 - 1));
        return () => clearTimeout(timer);
      },
    },
    pageIsSecure: location.protocol === 'https:',
    agent: (config, events, iceServers) =>
      new JsSipAgent(config, events, {
        iceServers: iceServers.map((server) => ({ ...server })),
        // One transport for each m-line: the eP-CSCF answers without a BUNDLE group (TS 24.371 §5D.4).
        bundlePolicy: 'max-compat',
        rtcpMuxPolicy: 'require',
      }),
    instanceId,
    speaker: useSpeaker,
  };
}
