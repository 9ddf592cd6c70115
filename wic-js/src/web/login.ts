import { WicError } from '../session/cause';
import { refusedLogin, webSession, type WebSession } from '../session/web-session';

/** Logs in at the WWSF: POST /api/session, or the reason why not as a WicError. */
export async function login(wwsf: string, username: string, password: string): Promise<WebSession> {
  const address = new URL('api/session', wwsf.endsWith('/') ? wwsf : `${wwsf}/`);
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ username, password }),
    cache: 'no-store',
  }).catch((error: unknown) => {
    throw new WicError({ kind: 'connection', words: 'The login service cannot be reached.', detail: String(error) });
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    throw new WicError(refusedLogin(response.status, body));
  }
  return webSession(body);
}
