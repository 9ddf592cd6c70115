import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { HOME } from './fakes';
import { header, heard, made, until } from './gateway';

after(() => setTimeout(() => process.exit(), 50).unref()); // JsSIP's transaction timers would keep Node for half a minute

test('a REGISTER shows the token, the instance, outbound, GRUU and path', async () => {
  const { gateway, told } = made();
  await until(() => told.includes('registered 600'), 'registered');
  const register = gateway.received[0] ?? '';
  assert.equal(header(register, 'Authorization'), 'Bearer first.token');
  assert.equal(register.split('\r\n')[0], `REGISTER sip:${HOME} SIP/2.0`);
  assert.match(header(register, 'Contact'), /;reg-id=1;\+sip\.instance="<urn:uuid:6f1b3f0a-[^"]*>";expires=600000$/);
  assert.match(header(register, 'Contact'), /^<sip:[^@]+@[^>]+\.invalid;transport=ws>/);
  assert.deepEqual(header(register, 'Supported').split(',').sort(), ['gruu', 'outbound', 'path']);
  assert.match(header(register, 'Via'), /^SIP\/2\.0\/WS /);
});

test('a challenge to the token is told as it came', async () => {
  const { told } = made((gateway) => (gateway.register = '401 Unauthorized'));
  await until(() => told.length >= 2, 'failed');
  assert.deepEqual(told, ['connected', 'failed 401 Bearer realm="x", error="invalid_token"']);
});

test('an interval that cannot be met is asked for once and is then a refusal', async () => {
  const { agent, gateway, told } = made((one) => {
    one.register = '423 Interval Too Brief';
    one.moreToRegister = 'Min-Expires: 900000';
  });
  await until(() => told.length >= 2, 'failed');
  assert.match(told[1] ?? '', /^failed 423 /);
  assert.deepEqual(
    gateway.received.map((text) => /expires=(\d+)/.exec(header(text, 'Contact'))?.[1]),
    ['600000', '900000'],
  );
  agent.register(); // as the Registration does, after its back-off
  await until(() => told.length >= 3, 'failed again');
  assert.equal(gateway.received.length, 3);
  gateway.register = '200 OK';
  agent.register();
  await until(() => told.includes('registered 600'), 'registered');
});

test('every request of a call shows the token, renewed in mid-call too', async () => {
  const { agent, gateway, told, trace } = made();
  await until(() => told.includes('registered 600'), 'registered');
  const leg = agent.call(`sip:echo@${HOME}`, ['Route: <sip:orig@scscf.test;lr>'], {});
  const log: string[] = [];
  heard(leg, log);
  await until(() => log.includes('connected'), 'connected');
  agent.bearer('second.token');
  assert.equal(leg.hold(true), true);
  await until(() => gateway.methods().filter((method) => method === 'ACK').length === 2, 're-INVITE acknowledged');
  leg.hangUp();
  await until(() => gateway.methods().includes('BYE'), 'BYE');

  assert.deepEqual(gateway.methods(), ['REGISTER', 'INVITE', 'ACK', 'INVITE', 'ACK', 'BYE']);
  const tokens = gateway.received.map((text) => header(text, 'Authorization'));
  assert.deepEqual(tokens, [...Array(3).fill('Bearer first.token'), ...Array(3).fill('Bearer second.token')]);
  const invite = gateway.received[1] ?? '';
  assert.equal(header(invite, 'Route'), '<sip:orig@scscf.test;lr>');
  assert.ok(!invite.includes('BUNDLE'), 'the offer stands alone');
  assert.deepEqual(log, ['ringing', 'connected', 'held us true', 'ended us']);
  assert.ok(!JSON.stringify(trace).includes('.token'), 'the trace keeps the token to itself');
});

test('a refused call is told with its status', async () => {
  const { agent, told } = made((gateway) => (gateway.invite = ['486 Busy Here']));
  await until(() => told.includes('registered 600'), 'registered');
  const log: string[] = [];
  heard(agent.call(`sip:busy@${HOME}`, [], {}), log);
  await until(() => log.length > 0, 'failed');
  assert.deepEqual(log, ['failed peer 486 Busy']);
});

test('a call given up while it rings is cancelled', async () => {
  const { agent, gateway, told } = made((one) => (one.invite = ['180 Ringing']));
  await until(() => told.includes('registered 600'), 'registered');
  const log: string[] = [];
  const leg = agent.call(`sip:bob@${HOME}`, [], {});
  heard(leg, log);
  await until(() => log.includes('ringing'), 'ringing');
  leg.hangUp();
  assert.equal(gateway.methods().at(-1), 'CANCEL');
  assert.deepEqual(log, ['ringing', 'failed us undefined Canceled']);
});

test('a server that does not choose the subprotocol gets no SIP', async () => {
  const { gateway, told } = made((one) => (one.protocol = ''));
  await until(() => told.includes('disconnected'), 'disconnected');
  assert.deepEqual([gateway.received, gateway.closedWith], [[], 1000]);
});

test('stopping deregisters, with the token', async () => {
  const { agent, gateway, told } = made();
  await until(() => told.includes('registered 600'), 'registered');
  agent.stop();
  await until(() => told.includes('unregistered'), 'unregistered');
  assert.match(header(gateway.received.at(-1) ?? '', 'Contact'), /;expires=0$/);
  assert.equal(header(gateway.received.at(-1) ?? '', 'Authorization'), 'Bearer first.token');
});
