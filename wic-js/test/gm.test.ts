import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { HOME } from './fakes';
import { Gateway, header, heard, made, SDP, until } from './gateway';

// What JsSIP is given to be a Gm UE (TS 24.229 §5.1.3): against the real one, so that a new version of it shows.

after(() => setTimeout(() => process.exit(), 50).unref());

/** A call that was begun, and what is heard of it. */
async function begun(prepare: (gateway: Gateway) => void) {
  const run = made(prepare);
  await until(() => run.told.includes('registered 600'), 'registered');
  const leg = run.agent.call(`sip:bob@${HOME}`, [], {});
  const log: string[] = [];
  heard(leg, log);
  await until(() => run.gateway.methods().includes('INVITE'), 'INVITE');
  const of = (method: string): string[] => run.gateway.received.filter((text) => text.startsWith(`${method} `));
  return { ...run, leg, log, of };
}

const reliable = (sequence: number): string[] => ['Require: 100rel', `RSeq: ${sequence}`, 'Record-Route: <sip:edge.test;lr>'];

test('an INVITE offers 100rel and a session timer', async () => {
  const { of } = await begun(() => {});
  const invite = of('INVITE')[0] ?? '';
  assert.match(invite, /^Supported: 100rel\r$/m);
  assert.match(invite, /^Supported: .*\btimer\b/m);
  assert.equal(header(invite, 'Session-Expires'), '1800');
});

test('reliable provisional responses are acknowledged, each once, and the ACK is still that of the INVITE', async () => {
  const { gateway, of, log } = await begun((one) => (one.invite = []));
  gateway.later('180 Ringing', reliable(7));
  await until(() => of('PRACK').length === 1, 'first PRACK');
  gateway.later('180 Ringing', reliable(7));
  gateway.later('180 Ringing', reliable(9));
  gateway.later('183 Session Progress', reliable(8));
  await until(() => of('PRACK').length === 2, 'second PRACK');
  gateway.later('200 OK', ['Record-Route: <sip:edge.test;lr>'], SDP);
  await until(() => log.includes('connected') && of('ACK').length === 1, 'connected');
  const number = Number.parseInt(header(of('INVITE')[0] ?? '', 'CSeq'), 10);
  assert.deepEqual(of('PRACK').map((text) => header(text, 'RAck')), [`7 ${number} INVITE`, `8 ${number} INVITE`]);
  assert.deepEqual(of('PRACK').map((text) => header(text, 'CSeq')), [`${number + 1} PRACK`, `${number + 2} PRACK`]);
  assert.equal(header(of('PRACK')[0] ?? '', 'Authorization'), 'Bearer first.token');
  assert.equal(header(of('PRACK')[0] ?? '', 'Route'), '<sip:edge.test;lr>');
  assert.equal(header(of('ACK')[0] ?? '', 'CSeq'), `${number} ACK`);
});

test('an answer that came reliably before the 200 need not come again', async () => {
  const { gateway, of, log } = await begun((one) => (one.invite = []));
  gateway.later('183 Session Progress', reliable(1), SDP);
  await until(() => log.includes('earlyMedia'), 'early media');
  gateway.later('200 OK', []);
  await until(() => log.includes('connected'), 'connected');
  assert.equal(of('BYE').length, 0);
});

test('a re-INVITE refused with 491 is tried again and acknowledged under its own number', async () => {
  const { gateway, leg, of, log } = await begun(() => {});
  await until(() => of('ACK').length === 1, 'connected');
  gateway.reinvite = ['491 Request Pending'];
  assert.equal(leg.hold(true), true);
  const end = Date.now() + 20_000;
  await until(() => of('INVITE').length === 3 || Date.now() > end, 'tried again', 1e9);
  await until(() => of('ACK').length === 3, 'acknowledged');
  const again = Number.parseInt(header(of('INVITE')[2] ?? '', 'CSeq'), 10);
  assert.equal(header(of('ACK')[2] ?? '', 'CSeq'), `${again} ACK`);
  assert.ok(!log.some((line) => line.startsWith('ended')));
});

test('all that follows the REGISTER shows the token, the latest one [WIC-12]', async (t) => {
  const refreshes: (() => void)[] = []; // of the session, after half of its 90 s
  const later = globalThis.setTimeout;
  t.mock.method(globalThis, 'setTimeout', ((run: () => void, wait: number, ...rest: []) => (wait === 45_000 ? refreshes.push(run) : later(run, wait, ...rest))) as never);
  const { agent, gateway, leg, of } = await begun((one) => (one.invite = []));
  agent.watch(`sip:alice@${HOME}`, []);
  gateway.later('183 Session Progress', reliable(1), SDP);
  await until(() => of('PRACK').length === 1, 'PRACK');
  agent.bearer('second.token');
  gateway.later('200 OK', ['Allow: UPDATE', 'Session-Expires: 90;refresher=uac']);
  await until(() => of('ACK').length === 1 && refreshes.length === 1, 'connected');
  refreshes[0]?.();
  await until(() => of('UPDATE').length === 1, 'UPDATE');
  agent.register();
  leg.dtmf('1');
  leg.transfer(`sip:carol@${HOME}`, undefined, () => {});
  await until(() => of('REFER').length === 1 && of('REGISTER').length === 2, 'REFER');
  leg.hangUp();
  await until(() => of('BYE').length === 1, 'BYE');
  const shown = gateway.received.filter((text) => !text.startsWith('SIP/2.0')).map((text) => `${text.split(' ', 1)[0]} ${header(text, 'Authorization')}`);
  assert.deepEqual(shown.sort(), [
    ...['ACK', 'BYE'].map((method) => `${method} Bearer second.token`),
    'INVITE Bearer first.token',
    'PRACK Bearer first.token',
    'REFER Bearer second.token',
    'REGISTER Bearer first.token',
    'REGISTER Bearer second.token',
    'SUBSCRIBE Bearer first.token',
    'UPDATE Bearer second.token',
  ]);
});

test('a transfer asks with REFER', async () => {
  const { gateway, leg, of } = await begun(() => {});
  await until(() => of('ACK').length === 1, 'connected');
  const outcome: string[] = [];
  leg.transfer(`sip:carol@${HOME}`, undefined, (accepted) => outcome.push(String(accepted)));
  await until(() => of('REFER').length === 1, 'REFER');
  assert.equal(header(of('REFER')[0] ?? '', 'Refer-To'), `<sip:carol@${HOME}>`);
  assert.equal(header(of('REFER')[0] ?? '', 'Referred-By'), `<sip:alice@${HOME}>`);
  const reinvite = of('INVITE')[0] ?? '';
  gateway.request('INVITE', reinvite, ['Content-Type: application/sdp'], SDP, 'inside');
  await until(() => gateway.answers().some((text) => text.startsWith('SIP/2.0 200') && text.includes('INVITE')), 're-INVITE answered, its ACK to come');
  gateway.request('NOTIFY', of('INVITE')[0] ?? '', ['Event: refer', 'Subscription-State: terminated', 'Content-Type: message/sipfrag'], 'SIP/2.0 200 OK\r\n', 'inside');
  await until(() => outcome.length > 0, 'told');
  assert.deepEqual(outcome, ['true']);
});

test('a call that requires what JsSIP does not do as the called party is refused by name', async () => {
  const { gateway, told } = made();
  await until(() => told.includes('registered 600'), 'registered');
  gateway.request('INVITE', gateway.received[0] ?? '', ['Require: precondition, timer', 'Content-Type: application/sdp'], SDP);
  await until(() => gateway.answers().some((text) => text.startsWith('SIP/2.0 420')), 'refused');
  const refusal = gateway.answers().find((text) => text.startsWith('SIP/2.0 420')) ?? '';
  assert.equal(header(refusal, 'Unsupported'), 'precondition');
  assert.ok(!told.includes('incoming'));
});

const RESTORATION = `<?xml version="1.0" encoding="UTF-8"?>
<ims-3gpp version="1"><alternative-service><type>restoration</type><reason>no answer</reason>
<action>initial-registration</action></alternative-service></ims-3gpp>`;

test('a 504 that asks for it is a restoration, and the call ends as JsSIP ends it', async () => {
  const { gateway, told, log } = await begun((one) => (one.invite = []));
  gateway.later('504 Server Time-out', [], RESTORATION, 'application/3gpp-ims+xml');
  await until(() => log.some((line) => line.startsWith('failed')), 'failed');
  assert.deepEqual(told.filter((word) => word === 'restoration'), ['restoration']);
  assert.match(log.join(), /failed \w+ 504 /);
});

test('a 504 that does not ask for it is none', async () => {
  const { gateway, told, log } = await begun((one) => (one.invite = []));
  gateway.later('504 Server Time-out', [], RESTORATION.replace('initial-registration', 'none'), 'application/3gpp-ims+xml');
  await until(() => log.some((line) => line.startsWith('failed')), 'failed');
  assert.equal(told.includes('restoration'), false);
});

test('who requires 100rel is told of the ringing until it is heard', async () => {
  const { gateway, told, legs } = made();
  await until(() => told.includes('registered 600'), 'registered');
  gateway.request('INVITE', gateway.received[0] ?? '', ['Require: 100rel', 'Content-Type: application/sdp'], SDP);
  const ringing = (): string[] => gateway.answers().filter((text) => text.startsWith('SIP/2.0 180'));
  const end = Date.now() + 20_000;
  await until(() => ringing().length === 2 || Date.now() > end, 'told again', 1e9);
  const [first = '', again = ''] = ringing();
  assert.equal(first, again);
  assert.equal(header(first, 'Require'), '100rel');
  const sequence = header(first, 'RSeq');
  const prack = (rack: string): void => {
    const to = { tag: `${header(first, 'To')}` };
    gateway.request('PRACK', gateway.received[0] ?? '', [`RAck: ${rack}`], '', 'fresh', to.tag);
  };
  const number = header(first, 'CSeq').split(' ')[0];
  prack(`1 ${number} INVITE`);
  await until(() => gateway.answers().some((text) => text.startsWith('SIP/2.0 481')), 'a foreign number');
  prack(`${sequence} ${number} INVITE`);
  await until(() => gateway.answers().some((text) => text.startsWith('SIP/2.0 200') && text.includes('PRACK')), 'heard');
  legs[0]?.reject(603, 'Decline');
  await until(() => gateway.answers().some((text) => text.startsWith('SIP/2.0 603')), 'declined');
});
