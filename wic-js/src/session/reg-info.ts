/** What the network says became of our registration (TS 24.229 §5.1.1.7). */
export type RegFate =
  /** It is over: `event` is that of RFC 3680 §5.3.2, such as `rejected`, or empty when none was told. */
  | { readonly kind: 'ended'; readonly event: string; readonly retryAfterSeconds?: number }
  /** It lasts so many seconds from now on. */
  | { readonly kind: 'shortened'; readonly seconds: number };

/** A registration of ours, as a reginfo document names it. */
export interface OwnBinding {
  /** The identity watched, a SIP URI. */
  readonly impu: string;
  /** The URI of our Contact. */
  readonly contact: string;
  /** CSeq of the REGISTER answered last: what is told about an older one is stale. */
  readonly cseq: number;
}

interface Element {
  /** The start tag. */
  readonly head: string;
  readonly body: string;
}

/** A longer document is about more than one user. */
const LONGEST = 200_000;

/**
 * Reads a reginfo document (RFC 3680 §5) for what it says about our binding; undefined when that is nothing new.
 * Read as text: three attributes are wanted of it, and the session knows no DOM.
 */
export function regFate(document: string, own: OwnBinding): RegFate | undefined {
  const registrations = document.length > LONGEST ? [] : elements(document, 'registration');
  for (const registration of registrations) {
    const contacts = elements(registration.body, 'contact').filter((contact) => isOf(contact, own));
    const recent = contacts.filter(({ head }) => !(Number(attribute(head, 'cseq')) < own.cseq));
    const active = recent.find(({ head }) => attribute(head, 'state') === 'active');
    if (active !== undefined) {
      return shortened(active.head);
    }
    if (recent[0] !== undefined) {
      return ended(recent[0].head);
    }
    // Cores in the field tell of a deregistration without naming a contact.
    const over = attribute(registration.head, 'state') === 'terminated' && contacts.length === 0;
    if (over && bare(attribute(registration.head, 'aor') ?? '') === bare(own.impu)) {
      return { kind: 'ended', event: '' };
    }
  }
  return undefined;
}

function isOf(contact: Element, own: OwnBinding): boolean {
  return bare(elements(contact.body, 'uri')[0]?.body ?? '') === bare(own.contact);
}

function ended(head: string): RegFate {
  const seconds = Number(attribute(head, 'retry-after'));
  return { kind: 'ended', event: attribute(head, 'event') ?? '', ...(seconds > 0 ? { retryAfterSeconds: seconds } : {}) };
}

function shortened(head: string): RegFate | undefined {
  const seconds = Number(attribute(head, 'expires'));
  return attribute(head, 'event') === 'shortened' && seconds > 0 ? { kind: 'shortened', seconds } : undefined;
}

/** Elements of that name, whatever their prefix; none of those wanted lies within another of its name. */
function elements(xml: string, name: string): Element[] {
  const form = new RegExp(`<((?:[\\w-]+:)?${name})(\\s[^<>]*)?(?:/>|>([\\s\\S]*?)</\\1\\s*>)`, 'g');
  return [...xml.matchAll(form)].map(([, , head = '', body = '']) => ({ head, body }));
}

function attribute(head: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s*=\\s*("([^"]*)"|'([^']*)')`).exec(head);
  return found === null ? undefined : (found[2] ?? found[3]);
}

/** Scheme, user and host of a URI as XML text; its parameters are not compared. */
function bare(uri: string): string {
  const text = uri.replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>').trim();
  return (/^<?([^;>?]*)/.exec(text)?.[1] ?? '').toLowerCase();
}
