/** Where octets that are no UTF-8 stand in a string: 0x80 is U+DC80, a lone surrogate that no text has. */
const ESCAPE = 0xdc00;
const ESCAPED = /[\udc80-\udcff]/u;

/**
 * A binary message as a string. Octets of a header that are no UTF-8 are kept as they are, since a response shows
 * them again; in a body, which nothing sends back, they become U+FFFD.
 */
export function textOf(message: ArrayBuffer): string {
  const octets = new Uint8Array(message);
  const empty = octets.findIndex((_, at) => octets[at] === 13 && octets[at + 1] === 10 && octets[at + 2] === 13 && octets[at + 3] === 10);
  const end = empty < 0 ? octets.length : empty;
  return kept(octets.subarray(0, end)) + new TextDecoder().decode(octets.subarray(end));
}

/** What is sent for a string: text, or octets when it has some that are no UTF-8 (RFC 7118 §4.2). */
export function frameOf(text: string): string | Uint8Array<ArrayBuffer> {
  if (!ESCAPED.test(text)) {
    return text;
  }
  const encoder = new TextEncoder();
  return Uint8Array.from([...text].flatMap((one) => (ESCAPED.test(one) ? [one.charCodeAt(0) - ESCAPE] : [...encoder.encode(one)])));
}

function kept(octets: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    return Array.from(octets, (octet) => String.fromCharCode(octet < 0x80 ? octet : ESCAPE + octet)).join('');
  }
}
