/** Why something ended or failed: a word for programs, a sentence for people, and what the network said. */
export interface Cause {
  readonly kind: CauseKind;
  /** One sentence that a caller understands. */
  readonly words: string;
  /** The SIP or HTTP status, when there was one. */
  readonly status?: number;
  /** What the other side said itself: reason phrase, Reason and Warning texts. */
  readonly detail?: string;
}

export type CauseKind =
  | 'hung-up'
  | 'hung-up-by-peer'
  | 'cancelled'
  | 'busy'
  | 'declined'
  | 'no-answer'
  | 'unknown-user'
  | 'not-available'
  | 'forbidden'
  | 'not-logged-in'
  | 'no-common-media'
  | 'microphone'
  | 'camera'
  | 'connection'
  | 'timeout'
  | 'network'
  | 'too-many-attempts'
  | 'bad-address'
  | 'internal';

/** An error that carries its cause, for promises. */
export class WicError extends Error {
  constructor(override readonly cause: Cause) {
    super(cause.words);
    this.name = 'WicError';
  }
}

/** What a SIP response or a BYE says about its reasons. */
export interface SipReason {
  readonly status?: number;
  readonly phrase?: string;
  /** Reason header values (RFC 3326 §2). */
  readonly reasons?: readonly string[];
  /** Warning header values (RFC 3261 §20.43). */
  readonly warnings?: readonly string[];
}

/** A refused call in words; {@code peer} is whom we called, as a person would write it. */
export function refusedCall(peer: string, said: SipReason): Cause {
  const status = said.status ?? 0;
  const [kind, words] = callWords(peer, status);
  return withDetail(kind, words, said);
}

/** A refused registration in words. */
export function refusedRegistration(said: SipReason): Cause {
  const status = said.status ?? 0;
  if (status === 401 || status === 407) {
    return withDetail('not-logged-in', 'The gateway does not accept this login any more.', said);
  }
  if (status === 403) {
    return withDetail('forbidden', 'This account may not register here.', said);
  }
  if (status === 408 || status === 504) {
    return withDetail('timeout', 'The network behind the gateway does not answer.', said);
  }
  return withDetail('network', 'The network refused the registration.', said);
}

/** A registration that the network took back, by the event of RFC 3680 §5.3.2. */
export function endedByNetwork(event: string): Cause {
  return { kind: 'forbidden', words: 'The network has ended this registration.', ...(event === '' ? {} : { detail: event }) };
}

/** A call that was up and that the other side ended. */
export function endedByPeer(peer: string, said: SipReason): Cause {
  const texts = spoken(said);
  const failed = (said.reasons ?? []).some((reason) => /^\s*SIP\s*;.*cause\s*=\s*[345]\d\d/i.test(reason));
  return failed
    ? withDetail('network', `The connection with ${peer} was lost.`, said)
    : texts.length > 0
      ? withDetail('hung-up-by-peer', `${peer} hung up.`, said)
      : { kind: 'hung-up-by-peer', words: `${peer} hung up.` };
}

function callWords(peer: string, status: number): [CauseKind, string] {
  switch (status) {
    case 400:
    case 416:
    case 484:
      return ['bad-address', `The network cannot use the address “${peer}”.`];
    case 401:
    case 407:
      return ['not-logged-in', 'The gateway does not accept this login any more. Log in again.'];
    case 403:
      return ['forbidden', `You may not call ${peer}.`];
    case 404:
    case 410:
    case 604:
      return ['unknown-user', `There is no “${peer}” in this network.`];
    case 408:
      return ['no-answer', `${peer} did not answer.`];
    case 430:
    case 480:
      return ['not-available', `${peer} is not available: nobody is registered there right now.`];
    case 486:
    case 600:
      return ['busy', `${peer} is busy.`];
    case 487:
      return ['cancelled', 'The call was cancelled.'];
    case 488:
    case 606:
    case 415:
      return ['no-common-media', `${peer} cannot take this kind of call: no audio format in common.`];
    case 503:
      return ['network', 'The network is overloaded or down. Try again in a moment.'];
    case 504:
      return ['timeout', 'The network behind the gateway does not answer.'];
    case 603:
      return ['declined', `${peer} declined the call.`];
    default:
      return ['network', `The network could not connect the call to ${peer}.`];
  }
}

function withDetail(kind: CauseKind, words: string, said: SipReason): Cause {
  const head = [said.status, said.phrase].filter((part) => part !== undefined && part !== '').join(' ');
  const detail = [head, ...spoken(said)].filter((part) => part !== '').join(' · ');
  return {
    kind,
    words,
    ...(said.status === undefined ? {} : { status: said.status }),
    ...(detail === '' ? {} : { detail }),
  };
}

function spoken(said: SipReason): string[] {
  const reasons = (said.reasons ?? []).map(reasonText);
  const warnings = (said.warnings ?? []).map((warning) => quoted(warning) ?? warning);
  return [...new Set([...reasons, ...warnings])].filter((text) => text !== '');
}

function reasonText(reason: string): string {
  const text = /;\s*text\s*=\s*("(?:[^"\\]|\\.)*"|[^;\s]+)/i.exec(reason)?.[1];
  return text === undefined ? reason.trim() : (quoted(text) ?? text);
}

function quoted(value: string): string | undefined {
  return /"((?:[^"\\]|\\.)*)"/.exec(value)?.[1]?.replace(/\\(.)/g, '$1');
}
