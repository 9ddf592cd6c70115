import type { UA } from 'jssip/lib/UA';
import type { IncomingRequest } from 'jssip/lib/SIPMessage';

/** Asked for by a UE (TS 24.229 §5.1.1.3). */
const EXPIRES_SECONDS = 600_000;

/** What is used of JsSIP's Subscriber beyond its types. */
interface Inner {
  _headers: string[];
  _expires_timer: ReturnType<typeof setTimeout> | null;
  on(event: 'accepted', run: () => void): void;
  on(event: 'notify', run: (final: boolean, request: IncomingRequest, body: string) => void): void;
  on(event: 'terminated', run: () => void): void;
  removeAllListeners(): void;
  subscribe(): void;
}

/** The subscription to what the network does with our registration: Event: reg (RFC 3680, TS 24.229 §5.1.1.3). */
export class RegWatch {
  private current: Inner | undefined;

  constructor(
    private readonly ua: UA,
    private readonly told: (document: string) => void,
    private readonly over: () => void,
  ) {}

  /** Subscribes; one from before is left to itself, since the S-CSCF that had it is gone. */
  begin(impu: string, extraHeaders: readonly string[]): void {
    this.end();
    const made = this.ua.subscribe(impu, 'reg', 'application/reginfo+xml', {
      expires: EXPIRES_SECONDS,
      extraHeaders: [...extraHeaders],
    } as never) as unknown as Inner;
    // In its dialog it has the route of the dialog; JsSIP would send the first one's Route along.
    made.on('accepted', () => (made._headers = made._headers.filter((header) => !/^Route:/i.test(header))));
    made.on('notify', (_, request, body) => {
      if (/^application\/reginfo\+xml\b/i.test(request.getHeader('content-type') ?? '')) {
        this.told(body);
      }
    });
    made.on('terminated', () => {
      if (this.current === made) {
        this.current = undefined;
        this.over();
      }
    });
    this.current = made;
    made.subscribe();
  }

  end(): void {
    this.current?.removeAllListeners();
    clearTimeout(this.current?._expires_timer ?? undefined);
    this.current = undefined;
  }
}
