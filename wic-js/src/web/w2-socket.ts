import type { Socket } from 'jssip/lib/Socket';
import { asksToRegister, granted, registerStatus, withoutSecrets, type Granted } from '../session/sip-text';
import type { TraceLine } from '../session/user-agent';
import { placeOf } from '../session/web-session';
import { frameOf, textOf } from './octets';

/** Normal closure (RFC 6455 §7.4.1). */
const NORMAL = 1000;
const OPENING = 0;
const OPEN = 1;

/** What is used of a WebSocket. */
export type Web = Pick<
  WebSocket,
  'readyState' | 'protocol' | 'binaryType' | 'onopen' | 'onclose' | 'onmessage' | 'send' | 'close'
>;

/**
 * W2: SIP over WebSocket for JsSIP (RFC 7118). One message in each frame, subprotocol `sip` or nothing (§4.1), and
 * a look at what passes: the trace, and what a registration was granted.
 */
export class W2Socket implements Socket {
  onconnect: Socket['onconnect'] = () => {};
  ondisconnect: Socket['ondisconnect'] = () => {};
  ondata: Socket['ondata'] = () => {};
  via_transport: string;
  readonly sip_uri: string;
  private web: Web | undefined;
  private tooBrief = false;

  constructor(
    readonly url: string,
    private readonly instanceId: string,
    private readonly seen: { trace(line: TraceLine): void; granted(grant: Granted): void; restoration(): void },
    private readonly open: (url: string) => Web = (address) => new WebSocket(address, 'sip'),
  ) {
    const { protocol, host } = new URL(url);
    this.via_transport = protocol === 'wss:' ? 'WSS' : 'WS';
    this.sip_uri = `sip:${host};transport=ws`; // "ws" for both (RFC 7118 §5.2)
  }

  connect(): void {
    if (this.isConnected() || this.isConnecting()) {
      return;
    }
    const web = this.open(this.url);
    this.web = web;
    web.binaryType = 'arraybuffer';
    web.onopen = () => this.opened(web);
    web.onclose = ({ wasClean, code, reason }) => this.closed(!wasClean, code, reason);
    web.onmessage = ({ data }) => this.receive(data);
  }

  disconnect(): void {
    const web = this.web;
    this.web = undefined;
    if (web !== undefined) {
      web.onopen = web.onclose = web.onmessage = null;
      web.close(NORMAL);
      this.note(`closed the connection to ${placeOf(this.url)}`);
    }
  }

  send(message: Parameters<Socket['send']>[0]): boolean {
    if (this.web === undefined || !this.isConnected()) {
      return false;
    }
    if (typeof message === 'string' && message.trim() !== '') {
      this.seen.trace({ direction: 'sent', text: withoutSecrets(message) });
    }
    this.web.send(frameOf(message as string));
    return true;
  }

  isConnected(): boolean {
    return this.web?.readyState === OPEN;
  }

  isConnecting(): boolean {
    return this.web?.readyState === OPENING;
  }

  private opened(web: Web): void {
    if (web.protocol !== 'sip') {
      this.disconnect();
      this.closed(true, undefined, 'the server does not speak SIP (no subprotocol)');
      return;
    }
    this.note(`connected to ${placeOf(this.url)}`);
    this.onconnect();
  }

  private closed(failed: boolean, code: number | undefined, reason: string): void {
    this.web = undefined;
    const why = [code, reason].filter((part) => part !== undefined && part !== '').join(' ');
    this.note(`disconnected from ${placeOf(this.url)}${why === '' ? '' : `: ${why}`}`);
    this.ondisconnect(failed, code, reason);
  }

  private receive(data: unknown): void {
    const text = data instanceof ArrayBuffer ? textOf(data) : String(data);
    if (text.trim() !== '') {
      this.seen.trace({ direction: 'received', text: withoutSecrets(text) });
    }
    this.ondata(this.oncePerInterval(text));
    const grant = granted(text, this.instanceId);
    if (grant !== undefined) {
      this.seen.granted(grant);
    }
    if (asksToRegister(text)) {
      this.seen.restoration();
    }
  }

  /**
   * JsSIP does at once what a 423 wants, as often as it is told (RFC 3261 §10.2.8). But an eP-CSCF asks for no
   * longer than the token lasts: the second 423 in a row is a refusal, which JsSIP sees in one without Min-Expires.
   */
  private oncePerInterval(text: string): string {
    const status = registerStatus(text);
    if (status === undefined || status < 200) {
      return text;
    }
    const again = this.tooBrief && status === 423;
    this.tooBrief = status === 423;
    return again ? text.replace(/^min-expires[ \t]*:.*\r\n/gim, '') : text;
  }

  private note(text: string): void {
    this.seen.trace({ direction: 'note', text });
  }
}
