/** What a person dials, as a SIP URI: a name, a number, a tel URI or a full SIP URI (TS 24.229 §5.1.2A.1). */
export function sipTarget(dialled: string, homeDomain: string): string | undefined {
  const text = dialled.trim().replace(/^<(.*)>$/, '$1');
  if (text === '') {
    return undefined;
  }
  if (/^sips?:/i.test(text)) {
    return /^sips?:[^@\s<>"]+@[^@\s<>"]+$/i.test(text) || /^sips?:[\w.-]+(:\d+)?$/i.test(text) ? text : undefined;
  }
  const number = text.replace(/^tel:/i, '').replace(/[\s().-]/g, '');
  if (/^\+?[0-9*#]{2,}$/.test(number)) {
    return `sip:${number.replaceAll('#', '%23')}@${homeDomain};user=phone`;
  }
  if (/^[^@\s<>":;]+@[\w.-]+(:\d+)?$/.test(text)) {
    return `sip:${text}`;
  }
  return /^[\w.!~*'()&=+$,?/%-]+$/.test(text) ? `sip:${text}@${homeDomain}` : undefined;
}

/** A SIP URI as a person would write it: the user part at home, user@host elsewhere. */
export function shownAs(uri: string, homeDomain: string): string {
  const found = /^sips?:([^@;>]+)@([^;>:]+)/i.exec(uri);
  if (found === null) {
    return uri;
  }
  const [, user = '', host = ''] = found;
  return host.toLowerCase() === homeDomain.toLowerCase() ? decode(user) : `${decode(user)}@${host}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
