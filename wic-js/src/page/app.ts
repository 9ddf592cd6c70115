import { Wic, WicError, type Call, type Cause } from './wic.js';
import { CallView, clockTime } from './call-view';
import { byId, onClick, onSubmit, say, show } from './dom';
import { LogView } from './log-view';
import { Ringer } from './ringer';

const log = new LogView();
const callView = new CallView();
const ringer = new Ringer();
let wic: Wic | undefined;
let active: Call | undefined;

onSubmit('login', () => void logIn());
onSubmit('dial', () => dial(byId<HTMLInputElement>('target').value));
onClick('logout', logOut);
onClick('answer', () => active?.answer());
onClick('reject', () => active?.reject());
document.querySelectorAll<HTMLButtonElement>('[data-dial]').forEach((chip) =>
  chip.addEventListener('click', () => {
    byId<HTMLInputElement>('target').value = chip.dataset['dial'] ?? '';
    dial(chip.dataset['dial'] ?? '');
  }),
);

async function logIn(): Promise<void> {
  const username = byId<HTMLInputElement>('username').value.trim();
  const password = byId<HTMLInputElement>('password').value;
  const button = byId<HTMLButtonElement>('login-button');
  say(byId('login-error'), '');
  button.disabled = true;
  registration('connecting', 'connecting…');
  try {
    loggedIn(await Wic.start({ username, password, trace: (line) => log.trace(line) }));
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
  byId('identity').textContent = ready.impu;
  byId('whoami').textContent = ready.name;
  document.querySelectorAll<HTMLElement>('[data-dial]').forEach((chip) => show(chip, chip.dataset['dial'] !== ready.name));
  show(byId('login'), false);
  show(byId('account'), true);
  show(byId('dial'), true);
  show(byId('outcome'), false);
  registration('registered', 'registered');
  log.say(`Registered as ${ready.impu}`);
  ready.on('state', ({ state, cause }) => {
    registration(state, WORDS[state]);
    say(byId('registration-error'), cause?.words ?? '');
    log.say(cause === undefined ? `Registration: ${WORDS[state]}` : inFull(cause), cause !== undefined);
  });
  ready.on('incoming', incoming);
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
  show(byId('account'), false);
  show(byId('dial'), false);
  show(byId('login'), true);
  registration('offline', 'not logged in');
  byId('username').focus();
}

function dial(target: string): void {
  if (wic === undefined || active !== undefined) {
    return;
  }
  show(byId('outcome'), false);
  try {
    const call = wic.call(target);
    log.say(`Calling ${call.peer} (${call.peerUri})`);
    begin(call);
  } catch (error) {
    outcome(causeOf(error), true);
  }
}

function incoming(call: Call): void {
  log.say(`Call from ${call.peer} (${call.peerUri})`);
  if (active !== undefined) {
    call.reject('busy');
    log.say(`${call.peer} was told that you are busy`);
    return;
  }
  byId('incoming-peer').textContent = call.peer;
  byId('incoming-uri').textContent = call.peerUri;
  begin(call);
  byId('answer').focus();
}

/** From here to its end the page shows this call and no other. */
function begin(call: Call): void {
  active = call;
  call.on('changed', () => draw(call));
  call.on('ringing', () => log.say(`${call.peer} is ringing`));
  call.on('earlymedia', () => log.say('Early media: the network plays something before the answer'));
  call.on('connected', () => log.say(`Connected with ${call.peer}`));
  call.on('held', ({ by, on }) => log.say(`${by === 'us' ? 'You' : call.peer} ${on ? 'put the call on hold' : 'took the call back'}`));
  call.on('reconnecting', (on) => log.say(on ? 'The connection is lost; the call waits for another one' : 'The call has its way back'));
  call.on('ended', (cause) => ended(call, cause));
  callView.show(call);
  draw(call);
}

function draw(call: Call): void {
  const ringingHere = call.state === 'incoming';
  const over = call.state === 'ended';
  show(byId('incoming'), ringingHere);
  show(byId('call'), !ringingHere && !over);
  show(byId('dial'), over && wic !== undefined);
  document.title = ringingHere ? `${call.peer} is calling · Wicgate` : over ? 'Wicgate' : `${call.peer} · Wicgate`;
  callView.update(call);
  if (ringingHere || call.state === 'ringing') {
    ringer.ring(ringingHere ? 'incoming' : 'ringback');
  } else {
    ringer.stop();
  }
}

function ended(call: Call, cause: Cause): void {
  active = undefined;
  callView.hide();
  const normal = call.durationSeconds > 0 && (cause.kind === 'hung-up' || cause.kind === 'hung-up-by-peer');
  const after = call.durationSeconds > 0 ? `After ${clockTime(call.durationSeconds)}` : undefined;
  const failed = !normal && cause.kind !== 'cancelled' && cause.kind !== 'declined';
  const detail = [after, cause.detail].filter((part) => part !== undefined).join(' · ');
  outcome(detail === '' ? cause : { ...cause, detail }, failed);
  byId('target').focus();
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
