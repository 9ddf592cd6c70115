import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { regFate } from '../src/session/reg-info';
import { HOME } from './fakes';
import { header, made, until, type Gateway } from './gateway';

// What the network tells of a registration (RFC 3680, TS 24.229 §5.1.1.7).

after(() => setTimeout(() => process.exit(), 50).unref());

const OWN = { impu: `sip:alice@${HOME}`, contact: 'sip:abc@xyz.invalid;transport=ws', cseq: 5 };

function document(contact: string, state = 'active', prefix = ''): string {
  return `<?xml version="1.0"?>
<${prefix}reginfo xmlns="urn:ietf:params:xml:ns:reginfo" version="1" state="partial">
  <${prefix}registration aor="sip:alice@${HOME}" id="a" state="${state}">${contact}</${prefix}registration>
</${prefix}reginfo>`;
}

const ours = (attributes: string, uri = OWN.contact): string => `<contact id="c" ${attributes}><uri>${uri}</uri></contact>`;

test('the end of our contact is read with its reason, whatever the document looks like', () => {
  const ended = { kind: 'ended', event: 'rejected' };
  assert.deepEqual(regFate(document(ours('state="terminated" event="rejected"')), OWN), ended);
  assert.deepEqual(regFate(document(ours("event='rejected' state='terminated'", 'SIP:abc@XYZ.invalid')), OWN), ended);
  const prefixed = '<r:contact id="c" state="terminated" event="rejected"><r:uri>sip:abc@xyz.invalid;transport=ws</r:uri></r:contact>';
  assert.deepEqual(regFate(document(prefixed, 'terminated', 'r:'), OWN), ended);
  assert.deepEqual(regFate(document(ours('state="terminated" event="probation" retry-after="40"')), OWN), {
    kind: 'ended',
    event: 'probation',
    retryAfterSeconds: 40,
  });
});

test('what is no news of ours is none', () => {
  const silent = [
    ours('state="active" event="registered" expires="600"'),
    ours('state="terminated" event="rejected"', 'sip:other@xyz.invalid'),
    ours('state="terminated" event="expired" cseq="4"'),
    `${ours('state="active" event="refreshed"')}${ours('state="terminated" event="deactivated" cseq="4"')}`,
    '',
  ];
  silent.forEach((contact) => assert.equal(regFate(document(contact), OWN), undefined, contact));
  assert.equal(regFate('not XML <contact', OWN), undefined);
  assert.equal(regFate(document(ours('state="terminated" event="rejected"')).padEnd(200_001), OWN), undefined);
});

test('a shorter time, and an end without a contact', () => {
  assert.deepEqual(regFate(document(ours('state="active" event="shortened" expires="60"')), OWN), { kind: 'shortened', seconds: 60 });
  assert.deepEqual(regFate(document('', 'terminated'), OWN), { kind: 'ended', event: '' });
  assert.deepEqual(regFate(document(ours('state="terminated" event="expired" cseq="4"'), 'terminated'), OWN), undefined);
});

async function watching(prepare: (gateway: Gateway) => void = () => {}) {
  const run = made(prepare);
  await until(() => run.told.includes('registered 600'), 'registered');
  run.agent.watch(`sip:alice@${HOME}`, ['Route: <sip:orig@scscf.test;lr>', `P-Preferred-Identity: <sip:alice@${HOME}>`]);
  await until(() => run.gateway.methods().includes('SUBSCRIBE'), 'SUBSCRIBE');
  const subscribe = run.gateway.received.find((text) => text.startsWith('SUBSCRIBE')) ?? '';
  const contact = /<([^>]+)>/.exec(header(subscribe, 'Contact'))?.[1] ?? '';
  const notify = (attributes: string, state = 'active;expires=600'): void =>
    run.gateway.request(
      'NOTIFY',
      subscribe,
      ['Event: reg', `Subscription-State: ${state}`, 'Content-Type: application/reginfo+xml'],
      document(ours(attributes, contact)),
      'inside',
    );
  return { ...run, subscribe, notify };
}

test('the registration is subscribed to, with token, route and identity', async () => {
  const { subscribe } = await watching();
  assert.equal(subscribe.split('\r\n')[0], `SUBSCRIBE sip:alice@${HOME} SIP/2.0`);
  assert.deepEqual(
    ['Event', 'Expires', 'Accept', 'Authorization', 'Route', 'P-Preferred-Identity'].map((name) => header(subscribe, name)),
    ['reg', '600000', 'application/reginfo+xml', 'Bearer first.token', '<sip:orig@scscf.test;lr>', `<sip:alice@${HOME}>`],
  );
});

test('what the network tells is heard, and its end as well', async () => {
  const { told, notify, gateway } = await watching();
  await until(() => told.length >= 2, 'subscribed');
  notify('state="active" event="registered" expires="600"');
  notify('state="active" event="shortened" expires="90"');
  notify('state="terminated" event="rejected"', 'terminated;reason=noresource');
  await until(() => told.includes('unwatched'), 'over');
  assert.deepEqual(told.slice(2), ['fate {"kind":"shortened","seconds":90}', 'fate {"kind":"ended","event":"rejected"}', 'unwatched']);
  assert.equal(gateway.answers().filter((text) => text.startsWith('SIP/2.0 200')).length, 3);
});

test('a core that knows no such event is asked no more', async () => {
  const { told } = await watching((one) => (one.subscribe = [])); // without a Contact it is no subscription
  await until(() => told.includes('unwatched'), 'refused');
});
