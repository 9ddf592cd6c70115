// SIP.js as it comes from npm, in a page of the WWSF: a WIC that this project did not write.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LIBRARY = fileURLToPath(new URL('node_modules/sip.js/lib/', import.meta.url));

export const sipJs = {
  /** Logs in at the WWSF, registers with the token; gives the state and the status of the answer. */
  async sipJsRegister(page, _, user, password) {
    await library(page);
    return page.evaluate(register, [user, password]);
  },
  /** Registers at a server that asks for nothing, and answers whoever calls; gives the state. */
  async sipJsJoin(page, _, server, uri) {
    await library(page);
    const state = await page.evaluate(join, [server, uri]);
    await page.evaluate(answerWhoCalls);
    return state;
  },
  /** Answers whoever calls from now on. */
  sipJsAnswerWhoCalls: (page) => page.evaluate(answerWhoCalls),
  /** Waits until somebody called and was answered; gives the state. */
  sipJsAnswered: (page) => page.evaluate(answered),
  /** Calls; gives the state once the call stands. */
  sipJsCall: (page, _, target) => page.evaluate(call, target),
  /** Hangs up; gives the state once the BYE is answered. */
  sipJsHangUp: (page) => page.evaluate(hangUp),
  /** Deregisters and closes the WebSocket; gives the state. */
  sipJsLeave: (page) => page.evaluate(leave),
};

function library(page) {
  return page.route('**/sip.js/**', (route) => {
    const path = LIBRARY + new URL(route.request().url()).pathname.replace(/^.*\/sip\.js\//, '');
    return existsSync(path) ? route.fulfill({ path, contentType: 'text/javascript' }) : route.abort();
  });
}

async function join([server, aor]) {
  const SIP = await import('/sip.js/index.js');
  const uri = SIP.UserAgent.makeURI(aor);
  window.sip = { SIP, extraHeaders: [], domain: uri.host };
  const agent = new SIP.UserAgent({
    uri, transportOptions: { server }, logLevel: 'warn',
  });
  await agent.start();
  const registerer = new SIP.Registerer(agent, { registrar: SIP.UserAgent.makeURI(`sip:${uri.host}`) });
  Object.assign(window.sip, { agent, registerer });
  await new Promise((resolve, reject) => {
    registerer.register({ requestDelegate: { onAccept: resolve, onReject: (r) => reject(new Error(r.message.statusCode)) } })
      .catch(reject);
  });
  return registerer.state;
}

function answerWhoCalls() {
  window.sip.answered = new Promise((resolve) => {
    const onInvite = async (invitation) => {
      window.sip.call = invitation;
      invitation.stateChange.addListener((state) => {
        if (state === 'Established') {
          const sound = new Audio(); // nothing is decoded that nobody plays
          sound.srcObject = invitation.sessionDescriptionHandler.remoteMediaStream;
          window.sip.sound = sound;
          sound.play().then(() => resolve(state));
        }
      });
      await invitation.accept({ sessionDescriptionHandlerOptions: { constraints: { audio: true, video: false } } });
    };
    window.sip.agent.delegate = { onInvite };
  });
}

const answered = () => window.sip.answered;

async function register([username, password]) {
  const SIP = await import('/sip.js/index.js');
  const login = await fetch('/api/session', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username, password }),
  });
  const grant = await login.json();
  const extraHeaders = [`Authorization: Bearer ${grant.access_token}`];
  const agent = new SIP.UserAgent({
    uri: SIP.UserAgent.makeURI(grant.impu),
    transportOptions: { server: grant.w2_uris[0] },
    logLevel: 'warn',
  });
  await agent.start();
  const registerer = new SIP.Registerer(agent, {
    registrar: SIP.UserAgent.makeURI(`sip:${grant.home_domain}`), extraHeaders,
  });
  window.sip = { SIP, agent, registerer, extraHeaders, domain: grant.home_domain };
  const status = await new Promise((resolve, reject) => {
    const told = (response) => resolve(response.message.statusCode);
    registerer.register({ requestDelegate: { onAccept: told, onReject: told } }).catch(reject);
  });
  return { status, state: registerer.state };
}

async function call(target) {
  const { SIP, agent, extraHeaders, domain } = window.sip;
  const inviter = new SIP.Inviter(agent, SIP.UserAgent.makeURI(`sip:${target}@${domain}`), {
    extraHeaders, sessionDescriptionHandlerOptions: { constraints: { audio: true, video: false } },
  });
  window.sip.call = inviter;
  const stands = new Promise((resolve) => {
    inviter.stateChange.addListener((state) => {
      if (state === 'Established' || state === 'Terminated') {
        resolve(state);
      }
    });
  });
  await inviter.invite();
  const state = await stands;
  if (state !== 'Established') {
    return state;
  }
  const sound = new Audio(); // nothing is decoded that nobody plays
  sound.srcObject = inviter.sessionDescriptionHandler?.remoteMediaStream ?? null;
  await sound.play();
  window.sip.sound = sound;
  return state;
}

async function hangUp() {
  const { call, extraHeaders } = window.sip;
  const status = await new Promise((resolve, reject) => {
    const told = (response) => resolve(response.message.statusCode);
    call.bye({ requestOptions: { extraHeaders }, requestDelegate: { onAccept: told, onReject: told } }).catch(reject);
  });
  if (status !== 200) {
    throw new Error(`BYE got ${status}`);
  }
  return call.state;
}

async function leave() {
  const { agent, registerer, extraHeaders } = window.sip;
  await new Promise((resolve, reject) => {
    const requestDelegate = { onAccept: resolve, onReject: reject };
    registerer.unregister({ requestOptions: { extraHeaders }, requestDelegate }).catch(reject);
  });
  const { state } = registerer;
  await agent.stop();
  return state;
}
