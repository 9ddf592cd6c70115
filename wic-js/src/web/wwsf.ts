import { WicError } from '../session/cause';
import { refusedLogin, webSession, type WebSession } from '../session/web-session';

/** The WWSF as the WIC uses it: logs in, renews, logs out (TS 23.228 §U.2.1). */
export class Wwsf {
  constructor(
    private readonly address: string,
    private readonly username: string,
    private readonly password: string,
  ) {}

  /** Logs in; rejects with a WicError that says why not. */
  async logIn(): Promise<WebSession> {
    return this.answered('api/session', { username: this.username, password: this.password });
  }

  /**
   * A new token for the same identity: by the session cookie, or by logging in again when the cookie is over or
   * belongs to somebody who logged in later in another tab.
   */
  async renew(impu: string): Promise<WebSession> {
    const renewed = await this.answered('api/session/renew').catch(() => undefined);
    return renewed?.impu === impu ? renewed : this.logIn();
  }

  /** Ends the session at the WWSF; what cannot be reached ends by itself. */
  async logOut(): Promise<void> {
    await fetch(this.url('api/session'), { method: 'DELETE' }).catch(() => undefined);
  }

  private async answered(path: string, body?: object): Promise<WebSession> {
    const response = await fetch(this.url(path), {
      method: 'POST',
      headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      cache: 'no-store',
    }).catch((error: unknown) => {
      throw new WicError({ kind: 'connection', words: 'The login service cannot be reached.', detail: String(error) });
    });
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) {
      throw new WicError(refusedLogin(response.status, answer));
    }
    return webSession(answer);
  }

  private url(path: string): URL {
    return new URL(path, this.address.endsWith('/') ? this.address : `${this.address}/`);
  }
}
