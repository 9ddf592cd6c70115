import type { SipReason } from './cause';
import type { RegFate } from './reg-info';
import type { Granted } from './sip-text';

/** What the session needs of a SIP stack. The browser's is JsSIP (web/), the tests' is a fake. */
export interface UserAgent {
  /** Connects, and registers as soon as it is connected; again after each loss. */
  start(): void;
  /** Deregisters, ends what is left and disconnects. */
  stop(): void;
  register(): void;
  /** The token for every request from now on (RFC 8898 §2.1). */
  bearer(token: string): void;
  /** Asks the network to tell when it ends or shortens our registration (TS 24.229 §5.1.1.3); once more after each call. */
  watch(impu: string, extraHeaders: readonly string[]): void;
  call(target: string, extraHeaders: readonly string[], media: MediaChoice): Leg;
}

export interface UserAgentEvents {
  connected(): void;
  /** The WebSocket is gone or could not be opened; the agent tries again by itself. */
  disconnected(): void;
  /** A 200 to REGISTER, refreshes included. */
  registered(granted: Granted): void;
  unregistered(): void;
  /** What the network says of our registration, when that is news. */
  fate(fate: RegFate): void;
  /** The network tells no longer: the subscription was refused, or is over. */
  unwatched(): void;
  /** The network wants us to register anew: our S-CSCF is gone (TS 23.380). */
  restoration(): void;
  registrationFailed(why: RegistrationRefusal): void;
  incoming(leg: Leg): void;
  trace(line: TraceLine): void;
}

export interface RegistrationRefusal extends SipReason {
  /** WWW-Authenticate values, to tell a Bearer challenge. */
  readonly challenges: readonly string[];
  readonly retryAfterSeconds?: number;
}

export interface AgentConfig {
  readonly impu: string;
  readonly w2Uris: readonly string[];
  /** What is shown to the gateway: a web token, or else a private identity and the answers to its challenges. */
  readonly proof: { readonly token: string } | { readonly impi: string; readonly password: string };
  readonly homeDomain: string;
  readonly instanceId: string;
  readonly registerExpires: number;
}

/** What a call is made of, audio always. */
export interface MediaChoice {
  /** Send the camera's picture too. */
  readonly video?: boolean;
  /** Device ids of enumerateDevices(); the system's choice when left out. */
  readonly microphone?: string;
  readonly camera?: string;
}

/** One call at the SIP stack. */
export interface Leg {
  readonly id: string;
  /** The other party: its URI and display name as signalled. */
  readonly remoteUri: string;
  readonly remoteName: string;
  /** Who hears of this leg; set before anything happens on it. */
  events: LegEvents;
  answer(media: MediaChoice): void;
  reject(status: number, phrase: string): void;
  /** CANCEL or BYE, whichever fits. */
  hangUp(): void;
  mute(on: boolean): void;
  hold(on: boolean): boolean;
  /** A new media path for the same call: re-INVITE with an ICE restart (RFC 8839 §4.4.1.1.1). */
  restart(): void;
  /** Takes the camera in or out of the call by re-INVITE; rejects when there is no camera. */
  video(on: boolean, camera?: string): Promise<void>;
  /** Another microphone, without signalling; rejects when it cannot be opened. */
  microphone(deviceId: string): Promise<void>;
  /** Asks the peer to call {@code target} instead (RFC 3515), in place of {@code replacing} when given (RFC 3891). */
  transfer(target: string, replacing: Leg | undefined, done: (accepted: boolean, status?: number) => void): void;
  pictures(): Pictures;
  /** Tones as telephone-event RTP (RFC 4733). */
  dtmf(tones: string): void;
  stats(): Promise<MediaStats>;
}

/** Live video for a page's video elements: MediaStreams, in a browser. */
export interface Pictures {
  readonly local?: object;
  readonly remote?: object;
}

export interface LegEvents {
  ringing(): void;
  earlyMedia(): void;
  connected(): void;
  held(by: 'us' | 'peer', on: boolean): void;
  /** A picture came or went, ours or theirs. */
  pictures(): void;
  /** The re-INVITE of restart() was answered. */
  restarted(): void;
  muted(on: boolean): void;
  /** The peer had the call moved: {@code to} goes on where this leg ends soon (RFC 3515, RFC 3891). */
  transferred(to: Leg): void;
  /** Before it was up. */
  failed(why: LegFailure): void;
  /** After it was up. */
  ended(why: LegFailure): void;
}

export interface LegFailure extends SipReason {
  readonly by: 'us' | 'peer' | 'system';
  /** What the stack calls it; see causes in JsSIP. */
  readonly stackCause: string;
  /** WWW-Authenticate values, to tell a Bearer challenge. */
  readonly challenges?: readonly string[];
}

/** Counters of a call's audio, since its start. Levels are 0 to 1. */
export interface MediaStats {
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly jitterSeconds: number;
  readonly roundTripSeconds?: number;
  readonly localLevel: number;
  readonly remoteLevel: number;
  readonly codec?: string;
}

export interface TraceLine {
  readonly direction: 'sent' | 'received' | 'note';
  readonly text: string;
}

/** Time as the session needs it. */
export interface Clock {
  /** Milliseconds that never go backwards. */
  now(): number;
  /** Runs later, unless the returned function is called before. */
  after(milliseconds: number, run: () => void): () => void;
}
