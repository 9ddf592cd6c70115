import type { RTCSession } from 'jssip/lib/RTCSession';
import type { IncomingRequest, IncomingResponse, OutgoingRequest } from 'jssip/lib/SIPMessage';

/** Header of an INVITE that offers what is done here. */
export const SUPPORTED = 'Supported: 100rel';

/** JsSIP's state of a session whose 200 has not been acknowledged. */
const WAITING_FOR_ACK = 6;

/** RFC 3261 §17.1.1.1, and the last of the doubled waits before 64 of it are over. */
const T1_MS = 500;
const LAST_WAIT_MS = 16_000;

/** Option tags that an incoming INVITE may require. */
const UNDERSTOOD = new Set(['100rel', 'timer', 'replaces', 'outbound', 'gruu', 'path']);

/** A response with what JsSIP's types leave out. */
interface InviteResponse extends IncomingResponse {
  readonly call_id: string;
  readonly from_tag: string;
  readonly to_tag: string;
  readonly cseq: number;
}

interface InnerDialog {
  _local_seqnum: number;
  _outgoing_ack_seqnum: number;
  sendRequest(method: string, options: { extraHeaders: string[] }): OutgoingRequest;
}

/** What is used of JsSIP 3.13.8 beyond its types; its version is pinned and a test drives the real one. */
interface Inner {
  readonly _dialog: InnerDialog | null;
  _earlyDialogs: Record<string, InnerDialog>;
  _sessionTimers: { refreshMethod: string };
  readonly _status: number;
  _receiveInviteResponse(response: InviteResponse): void;
  _receiveNotify(request: IncomingRequest): void;
  receiveRequest(request: IncomingRequest): void;
}

/**
 * Adds to a session what JsSIP lacks of a Gm UE (TS 24.229 §5.1.3, §5.1.4): reliable provisional responses
 * (RFC 3262), an answer that came in one of them alone, refreshes by a method the peer allows (RFC 4028 §7.4), and a
 * re-INVITE that can be tried again after a glare.
 */
export function completeGm(session: RTCSession): void {
  const inner = session as unknown as Inner;
  hearReliably(inner);
  hearNotifyBeforeAck(inner);
  session.on('accepted', () => countAfterGlare(inner));
}

function hearReliably(inner: Inner): void {
  const receive = inner._receiveInviteResponse.bind(inner);
  const lastSeen = new Map<string, number>();
  const answers = new Map<string, string>();
  inner._receiveInviteResponse = (response) => {
    const fork = response.to_tag;
    const sequence = reliableSequence(response);
    if (sequence !== undefined) {
      const last = lastSeen.get(fork);
      if (last !== undefined && sequence !== last + 1) {
        return; // a repetition or a gap (RFC 3262 §4)
      }
      lastSeen.set(fork, sequence);
      if (hasSdp(response) && !answers.has(fork)) {
        answers.set(fork, response.body);
      }
    }
    if (response.status_code >= 200 && response.status_code < 300) {
      inner._sessionTimers.refreshMethod = allows(response, 'UPDATE') ? 'UPDATE' : 'INVITE';
      if (!hasSdp(response)) {
        response.body = answers.get(fork) ?? response.body; // the offer was answered already (RFC 3262 §5)
      }
    }
    receive(response);
    const early = inner._earlyDialogs[`${response.call_id}${response.from_tag}${fork}`];
    if (sequence !== undefined && early !== undefined) {
      early.sendRequest('PRACK', { extraHeaders: [`RAck: ${sequence} ${response.cseq} INVITE`] });
    }
  };
}

/** An incoming INVITE, with what JsSIP's types leave out. */
interface Invite extends IncomingRequest {
  readonly cseq: number;
  reply(code: number, phrase?: string | null, extraHeaders?: string[] | null, ...rest: unknown[]): void;
}

/**
 * Sends the provisional responses to an INVITE that requires 100rel reliably (RFC 3262 §3): again until the PRACK or a
 * final response. They carry no SDP here, so the 200 need not wait for the PRACK.
 */
export function ringReliably(request: IncomingRequest | OutgoingRequest, session: RTCSession): void {
  if (!('getHeaders' in request) || !tags(request.getHeaders('require')).includes('100rel')) {
    return;
  }
  const invite = request as Invite;
  const reply = invite.reply.bind(invite);
  let sequence = 1 + Math.floor(Math.random() * 0x7fff_fff0);
  let unheard: { sequence: number; timer: ReturnType<typeof setTimeout> } | undefined;
  const heard = (): void => {
    clearTimeout(unheard?.timer);
    unheard = undefined;
  };
  invite.reply = (code, phrase, extraHeaders, ...rest) => {
    heard();
    if (code <= 100 || code >= 200) {
      reply(code, phrase, extraHeaders, ...rest);
      return;
    }
    const own = sequence++;
    const headers = [...(extraHeaders ?? []), 'Require: 100rel', `RSeq: ${own}`];
    const send = (wait: number): void => {
      reply(code, phrase, headers, ...rest);
      unheard = { sequence: own, timer: setTimeout(() => (wait < LAST_WAIT_MS ? send(wait * 2) : undefined), wait) };
    };
    send(T1_MS);
  };
  const inner = session as unknown as Inner;
  const receive = inner.receiveRequest.bind(inner);
  inner.receiveRequest = (inDialog) => {
    if (inDialog.method !== 'PRACK') {
      receive(inDialog);
      return;
    }
    const ours = unheard !== undefined && inDialog.getHeader('rack')?.trim().split(/\s+/).join(' ') === `${unheard.sequence} ${invite.cseq} INVITE`;
    if (ours) {
      heard();
    }
    (inDialog as Invite).reply(ours ? 200 : 481); // RFC 3262 §3
  };
}

/** JsSIP refuses the NOTIFY of a transfer with 403 while a re-INVITE waits for its ACK (RFC 3515 §2.4.4). */
function hearNotifyBeforeAck(inner: Inner): void {
  const receive = inner.receiveRequest.bind(inner);
  inner.receiveRequest = (request) =>
    request.method === 'NOTIFY' && inner._status === WAITING_FOR_ACK ? inner._receiveNotify(request) : receive(request);
}

/** RSeq of a provisional response that wants a PRACK; undefined for any other. */
function reliableSequence(response: IncomingResponse): number | undefined {
  const wanted = response.status_code > 100 && response.status_code < 200 && lists(response, 'require', '100rel');
  const sequence = Number.parseInt(response.getHeader('rseq') ?? '', 10);
  return wanted && sequence > 0 ? sequence : undefined;
}

/** After 491 JsSIP counts the repeated re-INVITE on, but neither in its CSeq nor for its ACK (RFC 3261 §14.1). */
function countAfterGlare(inner: Inner): void {
  const dialog = inner._dialog;
  if (dialog === null) {
    return;
  }
  let latest: OutgoingRequest | undefined;
  const send = dialog.sendRequest.bind(dialog);
  dialog.sendRequest = (method, options) => {
    const request = send(method, options);
    latest = method === 'INVITE' ? request : latest;
    return request;
  };
  Object.defineProperty(dialog, 'local_seqnum', {
    get: () => dialog._local_seqnum,
    set: (sequence: number) => {
      dialog._local_seqnum = dialog._outgoing_ack_seqnum = sequence;
      latest?.setHeader('cseq', `${sequence} INVITE`);
    },
  });
}

/** Option tags an INVITE requires that JsSIP does not do as a called party (RFC 3261 §8.2.2.3). */
export function unsupported(invite: IncomingRequest | OutgoingRequest): string[] {
  const required = 'getHeaders' in invite ? tags(invite.getHeaders('require')) : [];
  return required.filter((tag) => !UNDERSTOOD.has(tag));
}

function hasSdp(response: IncomingResponse): boolean {
  return typeof response.body === 'string' && response.body !== '';
}

function allows(response: IncomingResponse, method: string): boolean {
  return lists(response, 'allow', method);
}

function lists(response: IncomingResponse, header: string, token: string): boolean {
  return tags(response.getHeaders(header)).includes(token.toLowerCase());
}

function tags(values: readonly string[]): string[] {
  const all = values.join(',').split(',').map((value) => value.trim().toLowerCase());
  return all.filter((value) => value !== '');
}
