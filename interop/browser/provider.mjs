// An OpenID provider for the tests: node provider.mjs PORT CLIENT_ID SECRET REDIRECT_URI. Any password is right; the login name says who one is.
import { Provider } from 'oidc-provider';

const [port, client_id, client_secret, redirect] = process.argv.slice(2);
const PEOPLE = {
  erin: { preferred_username: 'erin', groups: ['staff', 'voice'] },
  twin: { preferred_username: 'Alice', groups: ['voice'] },
  odd: { preferred_username: 'bob@elsewhere.example', groups: ['voice'] },
  sales: { preferred_username: 'sales', groups: ['sales'] },
};
const provider = new Provider(`http://localhost:${port}`, {
  clients: [{ client_id, client_secret, redirect_uris: [redirect], grant_types: ['authorization_code'], response_types: ['code'] }],
  claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
  pkce: { required: () => true },
  cookies: { keys: ['only for tests'] },
  findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, ...PEOPLE[id] }) }),
  // what a company's provider does for its own applications: nobody is asked for consent
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope('openid profile');
    await grant.save();
    return grant;
  },
});
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
