import { WicError } from '../session/cause';
import { refusedLogin, webSession, type WebSession } from '../session/web-session';

/** The WWSF as the WIC uses it: logs in, renews, logs out (TS 23.228 §U.2.1). */
export class Wwsf {
  constructor(
    private readonly address: string,
    /** None for somebody whom the WWSF knows by its cookie, because they came from an identity provider. */
    private readonly credentials?: { readonly username: string; readonly password: string },
  ) {}

  /** Logs in; rejects with a WicError that says why not. */
  async logIn(): Promise<WebSession> {
    return this.credentials === undefined
      ? this.answered('api/session/renew')
      : this.answered('api/session', this.credentials);
  }

  /**
   * A new token for the same identity: by the session cookie, or by logging in again when the cookie is over or
   * belongs to somebody who logged in later in another tab.
   */
  async renew(impu: string): Promise<WebSession> {
    const renewed = await this.answered('api/session/renew').catch(() => undefined);
    if (renewed?.impu === impu) {
      return renewed;
    }
    if (this.credentials === undefined) {
      throw new WicError({ kind: 'not-logged-in', words: 'The login is over. Log in again.' });
    }
    return this.logIn();
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
