import { WicError, type Cause } from './cause';

/** Who one is and where to register, however that is proven. */
export interface Account {
  /** The public user identity, a SIP URI. */
  readonly impu: string;
  readonly homeDomain: string;
  /** WebSocket addresses of the eP-CSCF, the best one first. */
  readonly w2Uris: readonly string[];
  readonly iceServers: readonly IceServer[];
}

/** What the WWSF answers to a login: the token, the identity and where to go with them. */
export interface WebSession extends Account {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
}

/** An account of the core network itself, by SIP digest (TS 24.371 §6.2.2): no WWSF, no token. */
export interface DigestAccount extends Account {
  /** The private identity, user@domain. */
  readonly impi: string;
  readonly password: string;
}

export interface IceServer {
  readonly urls: string | string[];
  readonly username?: string;
  readonly credential?: string;
}

/** Reads the answer to POST /api/session; throws a WicError that names what is wrong. */
export function webSession(body: unknown): WebSession {
  const answer = object(body);
  const w2 = answer['w2_uris'];
  const ice = answer['ice_servers'] ?? [];
  if (!Array.isArray(w2) || w2.length === 0 || !w2.every((uri) => /^wss?:\/\//.test(String(uri)))) {
    throw unusable('w2_uris');
  }
  return {
    accessToken: text(answer, 'access_token', /^[\w~+/.-]+=*$/),
    expiresInSeconds: seconds(answer['expires_in']),
    impu: text(answer, 'impu', /^sips?:[^@\s]+@[^@\s]+$/),
    homeDomain: text(answer, 'home_domain', /^[\w.-]+$/),
    w2Uris: w2.map(String),
    iceServers: Array.isArray(ice) ? (ice as IceServer[]) : [],
  };
}

/** An account of the core, out of what a page gives; throws a WicError that names what is wrong. */
export function digestAccount(given: {
  readonly w2: readonly string[];
  readonly impi: string;
  readonly password: string;
  readonly impu?: string;
  readonly iceServers?: readonly IceServer[];
}): DigestAccount {
  const { impi, password, impu = `sip:${impi}` } = given;
  const homeDomain = /^[^@\s"\\<>]+@([\w.-]+)$/.exec(impi)?.[1];
  if (homeDomain === undefined || !/^sips?:[^@\s<>"]+@[^@\s<>"]+$/.test(impu)) {
    throw new WicError({ kind: 'bad-address', words: `“${homeDomain === undefined ? impi : impu}” is no identity of a SIP account.` });
  }
  return { impi, password, impu, homeDomain, w2Uris: given.w2, iceServers: given.iceServers ?? [] };
}

/** The addresses a page may use: from https only wss (browsers forbid the rest), otherwise all, in order. */
export function usableW2(uris: readonly string[], pageIsSecure: boolean): readonly string[] {
  return pageIsSecure ? uris.filter((uri) => uri.startsWith('wss:')) : uris;
}

/** An address of W2 without the name and the password that answer a challenge of its handshake (RFC 7118 §7). */
export function placeOf(uri: string): string {
  return uri.replace(/\/\/[^/@]*@/, '//');
}

/** A refused login in words; the body is a problem document (RFC 9457 §3) or nothing useful. */
export function refusedLogin(status: number, body: unknown): Cause {
  const problem = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const said = [problem['title'], problem['detail']].filter((part) => typeof part === 'string').join(': ');
  const rest = { status, ...(said === '' ? {} : { detail: said }) };
  switch (status) {
    case 400:
    case 401:
      return { kind: 'not-logged-in', words: 'The user name or the password is wrong.', ...rest };
    case 403:
      return { kind: 'forbidden', words: 'This account may not log in.', ...rest };
    case 429:
      return { kind: 'too-many-attempts', words: 'Too many attempts. Wait a moment and try again.', ...rest };
    default:
      return { kind: 'network', words: `The login service does not work right now (${status}).`, ...rest };
  }
}

function object(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null) {
    throw unusable('body');
  }
  return body as Record<string, unknown>;
}

function text(answer: Record<string, unknown>, key: string, form: RegExp): string {
  const value = answer[key];
  if (typeof value !== 'string' || !form.test(value)) {
    throw unusable(key);
  }
  return value;
}

function seconds(value: unknown): number {
  if (typeof value !== 'number' || !(value > 0)) {
    throw unusable('expires_in');
  }
  return value;
}

function unusable(key: string): WicError {
  return new WicError({
    kind: 'internal',
    words: 'The login service gave an answer that cannot be used.',
    detail: `${key} is missing or malformed`,
  });
}
