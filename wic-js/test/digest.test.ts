import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { WicError } from '../src/session/cause';
import { digestAccount } from '../src/session/web-session';
import { Wic } from '../src/session/wic';
import { FakePorts, HOME } from './fakes';
import { header, made, until } from './gateway';

// TS 24.371 §6.2.2: an account of the core, proven by SIP digest.

after(() => setTimeout(() => process.exit(), 50).unref());

const IMPI = `alice@${HOME}`;
const PROOF = { impi: IMPI, password: 'secret' };

test('the first REGISTER names the identity, the second answers the challenge', async () => {
  const { gateway, told, trace } = made((one) => (one.challenge = `Digest realm="${HOME}", nonce="n1", algorithm=MD5, qop="auth"`), PROOF);
  await until(() => told.includes('registered 600'), 'registered');
  const [first = '', second = ''] = gateway.received;
  assert.equal(
    header(first, 'Authorization'),
    `Digest username="${IMPI}", realm="${HOME}", nonce="", uri="sip:${HOME}", response=""`,
  );
  const answer = header(second, 'Authorization');
  const field = (name: string): string => new RegExp(`\\b${name}="?([^",]*)`).exec(answer)?.[1] ?? '';
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  const response = md5(
    [md5(`${IMPI}:${HOME}:secret`), 'n1', field('nc'), field('cnonce'), 'auth', md5(`REGISTER:${field('uri')}`)].join(':'),
  );
  assert.deepEqual([field('username'), field('nc'), field('response')], [IMPI, '00000001', response]);
  assert.equal(second.match(/^Authorization:/gm)?.length, 1);
  assert.ok(!JSON.stringify(trace).includes(response), 'the trace keeps the answer to itself');
});

test('an account of the core needs no token', async () => {
  const ports = new FakePorts();
  const web = { renew: () => Promise.reject(new Error('never asked')), logOut: () => Promise.resolve() };
  const wic = new Wic(digestAccount({ ...PROOF, w2: ['wss://gateway.test/ws'] }), web, ports);
  const started = wic.start();
  ports.made?.register200(100_000);
  await started;
  assert.deepEqual([ports.made?.config.proof, wic.impu, wic.homeDomain], [PROOF, `sip:${IMPI}`, HOME]);
  await ports.clock.pass(90_000);
  assert.equal(wic.state, 'registered');
});

test('an identity that is none is refused by name', () => {
  for (const impi of ['alice', 'a b@c', 'a"@home']) {
    assert.throws(() => digestAccount({ impi, password: 'x', w2: [] }), WicError);
  }
  assert.throws(() => digestAccount({ ...PROOF, impu: 'alice', w2: [] }), WicError);
});
