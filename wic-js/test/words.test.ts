import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endedByPeer, refusedCall, refusedRegistration } from '../src/session/cause';
import { withoutBundle } from '../src/session/sdp';
import { granted, refreshAfterSeconds, withoutSecrets } from '../src/session/sip-text';
import { shownAs, sipTarget } from '../src/session/target';
import { refusedLogin, usableW2, webSession } from '../src/session/web-session';
import { WicError } from '../src/session/cause';
import { HOME } from './fakes';

const said = (message: string[]): string => message.join('\r\n');

test('what a person dials becomes a SIP URI', () => {
  const cases: [string, string | undefined][] = [
    ['echo', `sip:echo@${HOME}`],
    ['  bob ', `sip:bob@${HOME}`],
    ['+49 30 123-456', `sip:+4930123456@${HOME};user=phone`],
    ['tel:+4930123456', `sip:+4930123456@${HOME};user=phone`],
    ['*21#', `sip:*21%23@${HOME};user=phone`],
    ['carol@example.org', 'sip:carol@example.org'],
    ['sip:carol@example.org:5070;transport=tcp', 'sip:carol@example.org:5070;transport=tcp'],
    ['<sip:carol@example.org>', 'sip:carol@example.org'],
    ['', undefined],
    ['two words', undefined],
    ['sip:a@b\r\nEvil: 1', undefined],
    ['bob;x="', undefined],
  ];
  for (const [dialled, uri] of cases) {
    assert.equal(sipTarget(dialled, HOME), uri, dialled);
  }
});

test('a SIP URI is shown short at home and whole elsewhere', () => {
  assert.equal(shownAs(`sip:bob@${HOME}`, HOME), 'bob');
  assert.equal(shownAs(`sip:*21%23@${HOME};user=phone`, HOME), '*21#');
  assert.equal(shownAs('sip:bob@example.org', HOME), 'bob@example.org');
  assert.equal(shownAs('nonsense', HOME), 'nonsense');
});

test('a refused call says why in words and what the network said', () => {
  const busy = refusedCall('bob', { status: 486, phrase: 'Busy Here' });
  assert.deepEqual(busy, { kind: 'busy', words: 'bob is busy.', status: 486, detail: '486 Busy Here' });
  const gone = refusedCall('bob', {
    status: 480,
    phrase: 'Temporarily Unavailable',
    reasons: ['SIP;cause=480;text="not registered"'],
    warnings: ['399 lab "no contact for \\"bob\\""', '399 lab "not registered"'],
  });
  assert.equal(gone.kind, 'not-available');
  assert.equal(gone.detail, '480 Temporarily Unavailable · not registered · no contact for "bob"');
  assert.equal(refusedCall('nobody', { status: 404 }).kind, 'unknown-user');
  assert.equal(refusedCall('bob', { status: 699 }).kind, 'network');
});

test('the end of a call tells a hang-up from a failure', () => {
  assert.deepEqual(endedByPeer('bob', {}), { kind: 'hung-up-by-peer', words: 'bob hung up.' });
  const lost = endedByPeer('bob', { reasons: ['SIP;cause=503;text="connection lost"'] });
  assert.equal(lost.kind, 'network');
  assert.equal(lost.detail, 'connection lost');
});

test('refused registrations and logins say why', () => {
  assert.equal(refusedRegistration({ status: 403 }).kind, 'forbidden');
  assert.equal(refusedRegistration({ status: 504 }).kind, 'timeout');
  assert.equal(refusedLogin(401, { title: 'Unauthorized', detail: 'wrong name or password' }).detail, 'Unauthorized: wrong name or password');
  assert.equal(refusedLogin(429, null).kind, 'too-many-attempts');
});

test('a login answer is checked before it is used', () => {
  const good = {
    access_token: 'a.b-c_d',
    token_type: 'Bearer',
    expires_in: 600,
    impu: `sip:alice@${HOME}`,
    home_domain: HOME,
    w2_uris: ['ws://localhost:8088/ws'],
    ice_servers: [],
  };
  assert.equal(webSession(good).accessToken, 'a.b-c_d');
  for (const bad of [null, {}, { ...good, access_token: 'a\r\nX: y' }, { ...good, w2_uris: ['http://x'] }, { ...good, expires_in: 0 }, { ...good, impu: 'alice' }]) {
    assert.throws(() => webSession(bad), WicError);
  }
});

test('a page on https uses wss only', () => {
  assert.deepEqual(usableW2(['ws://h/ws', 'wss://h/ws'], true), ['wss://h/ws']);
  assert.deepEqual(usableW2(['ws://h/ws', 'wss://h/ws'], false), ['ws://h/ws', 'wss://h/ws']);
});

test('what a registration was granted is read for our instance', () => {
  const ok = said([
    'SIP/2.0 200 OK',
    'CSeq: 7 REGISTER',
    'm: <sip:x@other.invalid>;expires=10;+sip.instance="<urn:uuid:other>", "A, B" <sip:y@mine.invalid;transport=ws>',
    ' ;+sip.instance="<urn:uuid:MINE>";reg-id=1;expires=300',
    'Service-Route: <sip:orig@one.test;lr>, <sip:two.test;lr>',
    'P-Associated-URI: <sip:alice@home>',
    '',
    '',
  ]);
  assert.deepEqual(granted(ok, 'mine'), {
    expiresSeconds: 300,
    serviceRoute: ['<sip:orig@one.test;lr>', '<sip:two.test;lr>'],
    associated: ['<sip:alice@home>'],
    cseq: 7,
  });
  assert.equal(granted(ok.replace('REGISTER', 'INVITE'), 'mine'), undefined);
  assert.equal(granted(ok.replace('expires=300', 'expires=0'), 'mine'), undefined);
  assert.equal(granted('not SIP', 'mine'), undefined);
});

test('a registration is refreshed 600 s before its end, or at half time', () => {
  assert.equal(refreshAfterSeconds(600000), 599400);
  assert.equal(refreshAfterSeconds(1200), 600);
  assert.equal(refreshAfterSeconds(600), 300);
});

test('a trace never shows the token', () => {
  const shown = withoutSecrets('REGISTER sip:h SIP/2.0\r\nAuthorization: Bearer eyJhbGciOi.J9.x\r\nTo: <sip:a@h>\r\n\r\n');
  assert.ok(!shown.includes('eyJ'));
  assert.ok(shown.includes('Authorization: Bearer (not shown)\r\nTo:'));
});

test('the offer leaves without a BUNDLE group', () => {
  assert.equal(withoutBundle('s=-\r\na=group:BUNDLE 0\r\na=msid-semantic: WMS\r\n'), 's=-\r\na=msid-semantic: WMS\r\n');
});
