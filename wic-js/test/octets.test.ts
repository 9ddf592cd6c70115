import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameOf, textOf } from '../src/web/octets';

const binary = (text: string): ArrayBuffer => Uint8Array.from(Buffer.from(text, 'latin1')).buffer;

test('UTF-8 is text, whichever frame it came in', () => {
  const octets = Uint8Array.from(Buffer.from('From: "Zoë 😀" <sip:zoe@home>\r\n\r\nbody', 'utf8'));
  assert.equal(textOf(octets.buffer), 'From: "Zoë 😀" <sip:zoe@home>\r\n\r\nbody');
  assert.equal(frameOf('From: "Zoë 😀"'), 'From: "Zoë 😀"');
});

test('octets of a header that are no UTF-8 go out as they came in, in a binary frame', () => {
  const header = 'From: "Zo\u00eb \u00fe\u00ff" <sip:zoe@home>\r\nTo: "Zo\u00c3\u00ab"';
  const frame = frameOf(textOf(binary(header)));
  assert.ok(frame instanceof Uint8Array);
  assert.equal(Buffer.from(frame).toString('latin1'), header);
});

test('a body that is no UTF-8 leaves the rest text', () => {
  const text = textOf(binary('From: <sip:zoe@home>\r\n\r\ns=Zo\u00eb'));
  assert.equal(text, 'From: <sip:zoe@home>\r\n\r\ns=Zo\ufffd');
  assert.equal(frameOf(text), text);
});
