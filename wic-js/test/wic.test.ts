import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WicError } from '../src/session/cause';
import { Wic } from '../src/session/wic';
import { FakeLeg, FakePorts, HOME, SESSION, session, settled, type FakeAgent } from './fakes';

const WATCH = `watch sip:alice@${HOME}`;

interface Run {
  wic: Wic;
  agent: FakeAgent;
  ports: FakePorts;
  log: string[];
  renewals: number;
}

/** A WIC before its start; all it tells is written down. */
function made(from = SESSION, gm?: boolean): Run {
  const ports = new FakePorts();
  const run: Partial<Run> = { ports, log: [], renewals: 0 };
  const web = {
    renew: () => Promise.resolve(session(`token-${++run.renewals!}`)),
    logOut: () => Promise.resolve(void run.log!.push('logged out')),
  };
  run.wic = new Wic(from, web, ports, gm);
  run.agent = ports.made!;
  run.wic.on('state', ({ state, cause }) => run.log!.push(cause === undefined ? state : `${state}: ${cause.words}`));
  return run as Run;
}

async function registered(): Promise<Run> {
  const run = made();
  const started = run.wic.start();
  run.agent.register200();
  await started;
  return run;
}

async function why(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no failure',
    (error: unknown) => (error instanceof WicError ? error.cause.kind : String(error)),
  );
}

test('start resolves when registered', async () => {
  const run = await registered();
  assert.deepEqual(run.log, ['registering', 'registered']);
  assert.deepEqual(run.agent.config.proof, { token: 'first.token' });
  assert.equal(run.wic.state, 'registered');
});

test('a loudspeaker is told at once, other devices with the next call', async () => {
  const run = await registered();
  run.wic.useDevices({ speaker: 'kitchen', microphone: 'desk' });
  run.wic.useDevices({});
  assert.deepEqual(run.ports.speakers, ['kitchen', '']);
});

test('without Gm nothing of the IMS is asked for or sent', async () => {
  const run = made(SESSION, false);
  const started = run.wic.start();
  run.agent.register200();
  await started;
  run.wic.call('bob');
  assert.deepEqual(run.agent.log, ['start', `call sip:bob@${HOME}`]);
});

test('start rejects when the gateway cannot be reached, and stops trying', async () => {
  const run = made();
  const started = run.wic.start();
  run.agent.events.disconnected();
  assert.equal(await why(started), 'connection');
  assert.deepEqual(run.agent.log, ['start', 'stop']);
});

test('start tries every address before it gives up', async () => {
  const run = made({ ...SESSION, w2Uris: ['ws://a/ws', 'ws://b/ws'] });
  const started = run.wic.start();
  run.agent.events.disconnected();
  run.agent.register200();
  await started;
});

test('start rejects when nothing answers', async () => {
  const run = made();
  const started = why(run.wic.start());
  await run.ports.clock.pass(15);
  assert.equal(await started, 'timeout');
});

test('start rejects with the reason of a refused registration', async () => {
  const run = made();
  const started = run.wic.start();
  run.agent.events.connected();
  run.agent.events.registrationFailed({ status: 403, phrase: 'Forbidden', challenges: [] });
  assert.equal(await why(started), 'forbidden');
});

test('the registration is refreshed at half time', async () => {
  const run = await registered();
  await run.ports.clock.pass(299);
  assert.deepEqual(run.agent.log, ['start', WATCH]);
  await run.ports.clock.pass(1);
  assert.deepEqual(run.agent.log, ['start', WATCH, 'register']);
});

test('the token is renewed before its end and shown at once', async () => {
  const run = await registered();
  await run.ports.clock.pass(540);
  assert.equal(run.renewals, 1);
  assert.deepEqual(run.agent.log.slice(-2), ['bearer token-1', 'register']);
});

test('a Bearer challenge gets a new token once, then a refusal', async () => {
  const run = await registered();
  const refused = { status: 401, challenges: ['Bearer realm="h", error="invalid_token"'] };
  run.agent.events.registrationFailed(refused);
  await settled();
  assert.deepEqual(run.agent.log.slice(-2), ['bearer token-1', 'register']);
  run.agent.events.registrationFailed(refused);
  assert.equal(run.log.at(-1), 'failed: The gateway does not accept this login any more.');
  assert.equal(run.renewals, 1);
});

test('a registration that failed for the network is tried again, ever later', async () => {
  const run = await registered();
  const refused = { status: 503, challenges: [] };
  run.agent.events.registrationFailed(refused);
  await run.ports.clock.pass(14);
  assert.deepEqual(run.agent.log, ['start', WATCH]);
  await run.ports.clock.pass(16); // at random between half and all
  assert.deepEqual(run.agent.log, ['start', WATCH, 'register']);
  run.agent.events.registrationFailed(refused);
  await run.ports.clock.pass(29);
  assert.deepEqual(run.agent.log, ['start', WATCH, 'register']);
  await run.ports.clock.pass(31);
  assert.deepEqual(run.agent.log, ['start', WATCH, 'register', 'register']);
});

test('a restoration registers anew, once until that is answered', async () => {
  const run = await registered();
  run.agent.events.restoration();
  run.agent.events.restoration();
  assert.deepEqual(run.agent.log, ['start', WATCH, 'register']);
  assert.equal(run.wic.state, 'registering');
  run.agent.events.registered({ expiresSeconds: 600, serviceRoute: ['<sip:orig@other.test;lr>'], associated: [], cseq: 2 });
  run.wic.call('bob');
  assert.match(run.agent.log.at(-1) ?? '', /Route: <sip:orig@other\.test;lr>/);
  run.agent.events.restoration();
  assert.equal(run.agent.log.filter((line) => line === 'register').length, 2);
});

test('a lost connection ends calls not yet answered, and comes back', async () => {
  const run = await registered();
  const call = run.wic.call('bob');
  run.agent.events.disconnected();
  assert.equal(call.cause?.kind, 'connection');
  assert.deepEqual(run.wic.calls, []);
  run.agent.register200();
  assert.deepEqual(run.log.slice(2), ['connecting', 'registering', 'registered']);
});

test('an answered call outlives its connection: ICE restarts when it is registered again', async () => {
  const run = await registered();
  const call = run.wic.call('bob');
  const leg = run.agent.legs[0]!;
  const told: boolean[] = [];
  call.on('reconnecting', (on) => told.push(on));
  leg.events.connected();
  run.agent.events.disconnected();
  run.agent.events.disconnected();
  await run.ports.clock.pass(20);
  assert.deepEqual([call.state, call.reconnecting, leg.log], ['connected', true, []]);
  run.agent.register200();
  assert.deepEqual(leg.log, ['restart']);
  leg.events.restarted();
  assert.deepEqual([call.reconnecting, told], [false, [true, false]]);
  await run.ports.clock.pass(60);
  assert.equal(call.state, 'connected');
});

test('a call whose connection stays away is lost', async () => {
  const run = await registered();
  const call = run.wic.call('bob');
  run.agent.legs[0]!.events.connected();
  run.agent.events.disconnected();
  await run.ports.clock.pass(30);
  assert.equal(call.cause?.kind, 'connection');
});

test('a call that the gateway ended meanwhile is lost too', async () => {
  const run = await registered();
  const call = run.wic.call('bob');
  const leg = run.agent.legs[0]!;
  leg.events.connected();
  run.agent.events.disconnected();
  run.agent.register200();
  leg.events.ended({ by: 'system', stackCause: 'Dialog Error', status: 481 });
  assert.equal(call.cause?.words, 'The connection to the gateway was lost.');
});

test('a transfer ends our call when it worked, and only then', async () => {
  const run = await registered();
  const call = run.wic.call('bob');
  const leg = run.agent.legs[0]!;
  assert.equal(await why(call.transfer('carol')), 'internal');
  leg.events.connected();
  const refused = why(call.transfer('carol'));
  leg.transferDone(false, 486);
  assert.equal(await refused, 'busy');
  assert.equal(call.state, 'connected');
  const done = call.transfer(run.wic.call('dave'));
  leg.transferDone(true);
  await done;
  assert.equal(call.cause?.kind, 'hung-up');
  assert.deepEqual(leg.log, [`transfer sip:carol@${HOME}`, `transfer sip:dave@${HOME} for sip:dave@${HOME}`, 'hangUp']);
});

test('video is asked for by the call, and a camera that fails is told', async () => {
  const run = await registered();
  const call = run.wic.call('bob', { video: true });
  assert.ok(run.agent.log.at(-1)?.endsWith('video'));
  run.agent.legs[0]!.events.connected();
  assert.equal(await why(call.video(true)), 'camera');
});

test('a call goes by the service route to the home domain', async () => {
  const run = await registered();
  const call = run.wic.call('bob');
  assert.equal(run.agent.log.at(-1), `call sip:bob@${HOME} Route: <sip:orig@scscf.test;lr> P-Preferred-Identity: <sip:alice@${HOME}>`);
  assert.equal(call.peer, 'bob');
  assert.equal(call.state, 'calling');
});

test('no call without registration or with an address that is none', async () => {
  const run = made();
  assert.throws(() => run.wic.call('bob'), WicError);
  const ready = await registered();
  assert.throws(() => ready.wic.call('two words'), WicError);
});

test('an outgoing call goes through its states and counts its time', async () => {
  const run = await registered();
  const call = run.wic.call('bob');
  const states: string[] = [];
  call.on('changed', () => states.push(call.state));
  const leg = run.agent.legs[0]!;
  leg.events.ringing();
  leg.events.ringing();
  leg.events.earlyMedia();
  leg.events.connected();
  leg.events.ringing();
  await run.ports.clock.pass(7);
  assert.equal(call.durationSeconds, 7);
  call.mute(true);
  assert.equal(call.muted, true);
  call.hold(true);
  call.hold(false);
  leg.events.ended({ by: 'peer', stackCause: 'Terminated' });
  leg.events.failed({ by: 'peer', stackCause: 'Terminated' });
  await run.ports.clock.pass(7);
  assert.equal(call.durationSeconds, 7);
  assert.deepEqual(states, ['ringing', 'earlymedia', 'connected', 'connected', 'held', 'connected', 'ended']);
  assert.equal(call.cause?.words, 'bob hung up.');
});

test('an incoming call is answered, refused or given up', async () => {
  const run = await registered();
  const seen: string[] = [];
  run.wic.on('incoming', (call) => {
    seen.push(call.peer);
    call.on('ended', (cause) => seen.push(cause.words));
  });
  const arrive = (): FakeLeg => {
    const leg = new FakeLeg(`sip:bob@${HOME}`, 'Bob');
    run.agent.events.incoming(leg);
    return leg;
  };
  const answered = arrive();
  run.wic.calls[0]!.answer();
  answered.events.connected();
  run.wic.calls[0]!.hangUp();
  const declined = arrive();
  run.wic.calls[0]!.hangUp();
  const busy = arrive();
  run.wic.calls[0]!.reject('busy');
  arrive().events.failed({ by: 'peer', stackCause: 'Canceled' });
  assert.deepEqual([answered.log, declined.log, busy.log], [['answer', 'hangUp'], ['reject 603 Decline'], ['reject 486 Busy Here']]);
  assert.deepEqual(seen, [
    'Bob',
    'You hung up.',
    'Bob',
    'You declined the call from Bob.',
    'Bob',
    'You declined the call from Bob.',
    'Bob',
    'Bob gave up calling.',
  ]);
});

test('a call that rang on two devices tells the other one where it went', async () => {
  const run = await registered();
  const leg = new FakeLeg(`sip:bob@${HOME}`);
  let words = '';
  run.wic.on('incoming', (call) => call.on('ended', (cause) => (words = cause.words)));
  run.agent.events.incoming(leg);
  leg.events.failed({ by: 'peer', stackCause: 'Canceled', reasons: ['SIP ;cause=200 ;text="Call completed elsewhere"'] });
  assert.equal(words, 'The call from bob was answered elsewhere.');
});

test('a refused microphone is told as such', async () => {
  const run = await registered();
  const call = run.wic.call('bob');
  run.agent.legs[0]!.events.failed({ by: 'us', stackCause: 'User Denied Media Access' });
  assert.equal(call.cause?.kind, 'microphone');
});

test('logging out deregisters, then ends the session', async () => {
  const run = await registered();
  await run.wic.logOut();
  assert.deepEqual(run.log.slice(2), ['stopped', 'logged out']);
});

test('stop hangs up, deregisters and is final', async () => {
  const run = await registered();
  const call = run.wic.call('bob');
  run.wic.stop();
  assert.equal(call.cause?.kind, 'hung-up');
  assert.equal(run.agent.log.at(-1), 'stop');
  run.agent.events.disconnected();
  await run.ports.clock.pass(10_000);
  assert.equal(run.log.at(-1), 'stopped');
  assert.equal(run.agent.log.at(-1), 'stop');
});

test('what the network takes back is registered no more, and its calls end', async () => {
  for (const event of ['rejected', 'unregistered']) {
    const run = await registered();
    const call = run.wic.call('bob');
    run.agent.legs[0]!.events.connected();
    run.agent.events.fate({ kind: 'ended', event });
    assert.equal(run.log.at(-1), 'failed: The network has ended this registration.');
    assert.deepEqual(call.cause, { kind: 'forbidden', words: 'The network has ended this registration.', detail: event });
    await run.ports.clock.pass(500);
    assert.ok(!run.agent.log.includes('register'));
  }
});

test('what the network lost is registered again, and watched anew', async () => {
  for (const event of ['deactivated', 'expired', '']) {
    const run = await registered();
    run.agent.events.fate({ kind: 'ended', event });
    assert.deepEqual(run.agent.log, ['start', WATCH, 'register']);
    run.agent.register200();
    assert.deepEqual(run.agent.log.slice(3), [WATCH]);
  }
});

test('probation waits as long as the network says', async () => {
  const run = await registered();
  run.agent.events.fate({ kind: 'ended', event: 'probation', retryAfterSeconds: 40 });
  await run.ports.clock.pass(39);
  assert.deepEqual(run.agent.log, ['start', WATCH]);
  await run.ports.clock.pass(1);
  assert.deepEqual(run.agent.log, ['start', WATCH, 'register']);
});

test('a shortened registration is refreshed sooner', async () => {
  const run = await registered();
  run.agent.events.fate({ kind: 'shortened', seconds: 60 });
  await run.ports.clock.pass(30);
  assert.deepEqual(run.agent.log, ['start', WATCH, 'register']);
});

test('a subscription that ended is asked for again with the next REGISTER', async () => {
  const run = await registered();
  run.agent.register200();
  run.agent.events.unwatched();
  run.agent.register200();
  assert.deepEqual(run.agent.log, ['start', WATCH, WATCH]);
});

test('the identity preferred is one that is registered', async () => {
  const run = made();
  const started = run.wic.start();
  run.agent.events.connected();
  run.agent.events.registered({ expiresSeconds: 600, serviceRoute: [], associated: [`<sip:alias@${HOME}>`], cseq: 1 });
  await started;
  run.wic.call('bob');
  assert.equal(run.agent.log.at(-1), `call sip:bob@${HOME} P-Preferred-Identity: <sip:alias@${HOME}>`);
});

const TOKEN_REFUSED = { by: 'peer', stackCause: 'Authentication Error', status: 401, challenges: ['Bearer realm="h", error="invalid_token"'] } as const;

test('a call refused for its token is begun again with a new one, once', async () => {
  const run = await registered();
  const call = run.wic.call('bob');
  run.agent.legs[0]!.events.failed(TOKEN_REFUSED);
  await settled();
  assert.deepEqual([run.renewals, run.agent.legs.length, call.state], [1, 2, 'calling']);
  assert.ok(run.agent.log.includes('bearer token-1'));
  run.agent.legs[1]!.events.connected();
  assert.equal(call.state, 'connected');

  const refused = run.wic.call('bob');
  run.agent.legs[2]!.events.failed(TOKEN_REFUSED);
  await settled();
  run.agent.legs[3]!.events.failed(TOKEN_REFUSED);
  assert.equal(refused.cause?.kind, 'not-logged-in');
});

test('a call given up while its token is renewed is not begun again', async () => {
  const run = await registered();
  const call = run.wic.call('bob');
  run.agent.legs[0]!.hangUp = () => {};
  run.agent.legs[0]!.events.failed(TOKEN_REFUSED);
  call.hangUp();
  await settled();
  assert.deepEqual([run.agent.legs.length, call.cause?.kind], [1, 'cancelled']);
});
