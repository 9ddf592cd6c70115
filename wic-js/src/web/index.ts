import { Wic as Session, type Ports } from '../session/wic';
import type { WebSession } from '../session/web-session';
import type { TraceLine } from '../session/user-agent';
import { JsSipAgent } from './jssip-agent';
import { instanceId } from './instance';
import { Wwsf } from './wwsf';

export { WicError, type Cause, type CauseKind } from '../session/cause';
export { type Call, type CallEvents, type CallState } from '../session/call';
export { type RegistrationState } from '../session/registration';
export { type MediaStats, type TraceLine } from '../session/user-agent';
export { type WebSession } from '../session/web-session';
export { type WicEvents } from '../session/wic';

export interface StartOptions {
  /** Where the WWSF is; the page's own origin when not given. */
  readonly wwsf?: string;
  readonly username: string;
  readonly password: string;
  /** Gets a new session before the token ends; the WWSF renews it when not given. */
  readonly renew?: () => Promise<WebSession>;
  /** Hears the SIP messages from the first one on, without the token. */
  readonly trace?: (line: TraceLine) => void;
}

/** A registered client; see start. */
export type Wic = Session;

export const Wic = {
  /** Logs in and registers; resolves when registered, rejects with a WicError that says why not. */
  async start(options: StartOptions): Promise<Wic> {
    const wwsf = new Wwsf(options.wwsf ?? location.origin, options.username, options.password);
    const first = await wwsf.logIn();
    const web = { renew: options.renew ?? ((): Promise<WebSession> => wwsf.renew(first.impu)), logOut: () => wwsf.logOut() };
    const wic = new Session(first, web, ports());
    if (options.trace !== undefined) {
      wic.on('trace', options.trace);
    }
    return wic.start();
  },
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
    agent: (config, events, session) =>
      new JsSipAgent(config, events, {
        iceServers: session.iceServers.map((server) => ({ ...server })),
        // One transport for each m-line: the eP-CSCF answers without a BUNDLE group (TS 24.371 §5D.4).
        bundlePolicy: 'max-compat',
        rtcpMuxPolicy: 'require',
      }),
    instanceId,
  };
}
