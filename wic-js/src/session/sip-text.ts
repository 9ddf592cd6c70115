/**
 * A look at SIP messages as they pass: what a registration's 200 granted, and a trace without secrets.
 * JsSIP keeps the first to itself (a refresh raises no event), so it is read from the wire.
 */

export interface Granted {
  readonly expiresSeconds: number;
  /** RFC 3608 §6.1: preloaded as Route in what we send outside of dialogs. */
  readonly serviceRoute: readonly string[];
  /** P-Associated-URI (RFC 7315 §4.1): the identities registered with ours. */
  readonly associated: readonly string[];
  /** CSeq of the REGISTER that was granted. */
  readonly cseq: number;
}

/** The status of a response to REGISTER; undefined for any other message. */
export function registerStatus(message: string): number | undefined {
  const status = /^SIP\/2\.0 (\d{3}) /.exec(message)?.[1];
  return status !== undefined && /\bREGISTER$/i.test(headers(message, 'cseq')[0] ?? '') ? Number(status) : undefined;
}

/** What a 200 to REGISTER grants the given instance; undefined for any other message. */
export function granted(message: string, instanceId: string): Granted | undefined {
  if (registerStatus(message) !== 200) {
    return undefined;
  }
  const ours = headers(message, 'contact', 'm')
    .flatMap(commaList)
    .find((contact) => contact.toLowerCase().includes(instanceId.toLowerCase()));
  const expires = /;\s*expires\s*=\s*(\d+)/i.exec(ours ?? '')?.[1] ?? headers(message, 'expires')[0];
  const seconds = Number(expires);
  return seconds > 0
    ? {
        expiresSeconds: seconds,
        serviceRoute: headers(message, 'service-route').flatMap(commaList),
        associated: headers(message, 'p-associated-uri').flatMap(commaList),
        cseq: Number.parseInt(headers(message, 'cseq')[0] ?? '0', 10),
      }
    : undefined;
}

/** True for a 504 that tells the UE to register anew: no S-CSCF answers, another may (TS 24.229 §5.1.2A.1.6). */
export function asksToRegister(message: string): boolean {
  return (
    message.startsWith('SIP/2.0 504 ') &&
    registerStatus(message) === undefined &&
    /^application\/3gpp-ims\+xml\b/i.test(headers(message, 'content-type', 'c')[0] ?? '') &&
    /<action>\s*initial-registration\s*<\/action>/.test(message)
  );
}

/** True when one of these WWW-Authenticate values asks for a token (RFC 8898 §2.1.1). */
export function asksForToken(challenges: readonly string[] = []): boolean {
  return challenges.some((challenge) => /^\s*Bearer\b/i.test(challenge));
}

/** The message with the token taken out: traces are shown and copied. */
export function withoutSecrets(message: string): string {
  return message.replace(/^((?:proxy-)?authorization\s*:\s*\w+).*$/gim, '$1 (not shown)');
}

/** When to refresh a registration (TS 24.229 §5.1.1.4): 600 s before its end, or at half time if it is short. */
export function refreshAfterSeconds(expiresSeconds: number): number {
  return expiresSeconds > 1200 ? expiresSeconds - 600 : expiresSeconds / 2;
}

function headers(message: string, ...names: string[]): string[] {
  const head = message.split('\r\n\r\n', 1)[0] ?? '';
  return head
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .slice(1)
    .map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    })
    .filter(([name]) => names.includes(name))
    .map(([, value]) => value);
}

/** Splits at commas that stand neither in quotes nor in angle brackets. */
function commaList(value: string): string[] {
  return (value.match(/(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,"<])+/g) ?? []).map((part) => part.trim()).filter((part) => part !== '');
}
