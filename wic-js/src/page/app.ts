import { Wic, WicError, type Call, type Cause } from './wic.js';
import { CallView, clockTime } from './call-view';
import { Contacts } from './contacts';
import { Desk } from './desk';
import { Devices } from './devices';
import { Doctor } from './doctor';
import { byId, keypad, onClick, onSubmit, say, show } from './dom';
import { LogView } from './log-view';
import { Recents } from './recents';
import { Tabs } from './tabs';

const log = new LogView();
let wic: Wic | undefined;
const callView = new CallView(causeOf);
const desk = new Desk(callView, log, ended);
const contacts = new Contacts((target, video) => {
  byId<HTMLInputElement>('target').value = target;
  dial(target, video);
});
const recents = new Recents((uri) => dial(uri));
const devices = new Devices(
  () => ({ wic, call: desk.active }),
  (words) => log.say(words, true),
);
new Doctor(() => wic);
new Tabs('pad');
new Tabs('settings', (id) => void (id === 'settings' ? devices.open() : devices.close()));

onSubmit('login', () => void logIn());
onSubmit('dial', () => dial(byId<HTMLInputElement>('target').value));
onClick('video-call', () => dial(byId<HTMLInputElement>('target').value, true));
onClick('save-contact', () => contacts.save(byId<HTMLInputElement>('target').value));
onClick('logout', logOut);
keypad('pad-keys', 'pad-key', (tone) => (byId<HTMLInputElement>('target').value += tone));

void offerProvider();
if (location.hash === '#logged-in') {
  history.replaceState(null, '', location.pathname);
  void start({ loggedIn: true }, 'a user of the identity provider');
}

/** Shows the way to the identity provider, where the WWSF has one. */
async function offerProvider(): Promise<void> {
  const ways: unknown = await fetch('api/login').then((answer) => (answer.ok ? answer.json() : {})).catch(() => ({}));
  const { provider } = ways as { provider?: { name: string; uri: string } };
  if (provider !== undefined) {
    const link = byId<HTMLAnchorElement>('provider');
    link.textContent = `Log in with ${provider.name}`;
    link.href = provider.uri;
    show(link, true);
  }
}

async function logIn(): Promise<void> {
  const username = byId<HTMLInputElement>('username').value.trim();
  const password = byId<HTMLInputElement>('password').value;
  await start({ username, password }, username);
}

async function start(who: { username: string; password: string } | { loggedIn: true }, username: string): Promise<void> {
  const button = byId<HTMLButtonElement>('login-button');
  say(byId('login-error'), '');
  button.disabled = true;
  registration('connecting', 'connecting…');
  try {
    loggedIn(await Wic.start({ ...who, trace: (line) => log.trace(line) }));
    byId<HTMLInputElement>('password').value = '';
  } catch (error) {
    const cause = causeOf(error);
    registration('offline', 'not logged in');
    say(byId('login-error'), cause.words);
    log.say(`Login as ${username} failed: ${inFull(cause)}`, true);
  } finally {
    button.disabled = false;
  }
}

function loggedIn(ready: Wic): void {
  wic = ready;
  devices.use(ready);
  contacts.show(ready.impu, ready.name);
  recents.show(ready.impu);
  byId('identity').textContent = ready.impu;
  byId('whoami').textContent = ready.name;
  show(byId('login'), false);
  ['account', 'dial'].forEach((id) => show(byId(id), true));
  show(byId('outcome'), false);
  registration('registered', 'registered');
  log.say(`Registered as ${ready.impu}`);
  ready.on('state', ({ state, cause }) => {
    registration(state, WORDS[state]);
    say(byId('registration-error'), cause?.words ?? '');
    log.say(cause === undefined ? `Registration: ${WORDS[state]}` : inFull(cause), cause !== undefined);
  });
  ready.on('incoming', (call) => desk.take(call));
  byId('target').focus();
}

const WORDS: Record<Wic['state'], string> = {
  connecting: 'reconnecting…',
  registering: 'registering…',
  registered: 'registered',
  failed: 'not registered',
  stopped: 'not logged in',
};

function logOut(): void {
  const leaving = wic;
  wic = undefined;
  void leaving?.logOut();
  ['account', 'dial'].forEach((id) => show(byId(id), false));
  show(byId('login'), true);
  registration('offline', 'not logged in');
  byId('username').focus();
}

function dial(target: string, video = false): void {
  if (wic === undefined) {
    return;
  }
  show(byId('outcome'), false);
  try {
    const call = wic.call(target, { video });
    log.say(`Calling ${call.peer} (${call.peerUri})`);
    desk.take(call);
  } catch (error) {
    outcome(causeOf(error), true);
  }
}

function ended(call: Call, cause: Cause): void {
  const normal = call.durationSeconds > 0 && (cause.kind === 'hung-up' || cause.kind === 'hung-up-by-peer');
  const after = call.durationSeconds > 0 ? `After ${clockTime(call.durationSeconds)}` : undefined;
  const failed = !normal && cause.kind !== 'cancelled' && cause.kind !== 'declined';
  const detail = [after, cause.detail].filter((part) => part !== undefined).join(' · ');
  if (wic !== undefined) {
    recents.add(call);
  }
  outcome(detail === '' ? cause : { ...cause, detail }, failed);
  if (desk.active === undefined && wic !== undefined) {
    byId('target').focus();
  }
}

function outcome(cause: Cause, failed: boolean): void {
  const box = byId('outcome');
  box.dataset['kind'] = failed ? 'failed' : 'ended';
  box.dataset['cause'] = cause.kind;
  say(byId('outcome-words'), cause.words);
  say(byId('outcome-detail'), cause.detail ?? '');
  show(box, true);
  log.say(inFull(cause), failed);
}

function registration(state: string, words: string): void {
  const pill = byId('registration');
  pill.dataset['state'] = state;
  pill.textContent = words;
}

function inFull(cause: Cause): string {
  return cause.detail === undefined ? cause.words : `${cause.words} (${cause.detail})`;
}

function causeOf(error: unknown): Cause {
  return error instanceof WicError
    ? error.cause
    : { kind: 'internal', words: 'Something in this page broke.', detail: String(error) };
}
