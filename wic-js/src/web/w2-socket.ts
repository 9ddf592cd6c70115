import JsSIP from 'jssip';
import type { Socket } from 'jssip/lib/Socket';
import { granted, withoutSecrets, type Granted } from '../session/sip-text';
import type { TraceLine } from '../session/user-agent';

/** JsSIP's WebSocket with a look at what passes: the trace, and what a registration was granted. */
export class W2Socket implements Socket {
  onconnect: Socket['onconnect'] = () => {};
  ondisconnect: Socket['ondisconnect'] = () => {};
  ondata: Socket['ondata'] = () => {};

  constructor(
    uri: string,
    private readonly instanceId: string,
    private readonly seen: { trace(line: TraceLine): void; granted(grant: Granted): void },
    private readonly inner: Socket = new JsSIP.WebSocketInterface(uri),
  ) {}

  get via_transport(): string {
    return this.inner.via_transport;
  }

  set via_transport(value: string) {
    this.inner.via_transport = value;
  }

  get url(): string {
    return this.inner.url;
  }

  get sip_uri(): string {
    return this.inner.sip_uri;
  }

  connect(): void {
    this.inner.onconnect = () => {
      this.seen.trace({ direction: 'note', text: `connected to ${this.url}` });
      this.onconnect();
    };
    this.inner.ondisconnect = (error, code, reason) => {
      const why = [code, reason].filter((part) => part !== undefined && part !== '').join(' ');
      this.seen.trace({ direction: 'note', text: `disconnected from ${this.url}${why === '' ? '' : `: ${why}`}` });
      this.ondisconnect(error, code, reason);
    };
    this.inner.ondata = (data) => this.receive(data);
    this.inner.connect();
  }

  disconnect(): void {
    this.inner.disconnect();
  }

  send(message: Parameters<Socket['send']>[0]): boolean {
    if (typeof message === 'string' && message.trim() !== '') {
      this.seen.trace({ direction: 'sent', text: withoutSecrets(message) });
    }
    return this.inner.send(message);
  }

  isConnected(): boolean {
    return this.inner.isConnected();
  }

  isConnecting(): boolean {
    return this.inner.isConnecting();
  }

  private receive<T>(data: T): void {
    const text = data instanceof ArrayBuffer ? new TextDecoder().decode(data) : String(data);
    if (text.trim() !== '') {
      this.seen.trace({ direction: 'received', text: withoutSecrets(text) });
    }
    this.ondata(data);
    const grant = granted(text, this.instanceId);
    if (grant !== undefined) {
      this.seen.granted(grant);
    }
  }
}
