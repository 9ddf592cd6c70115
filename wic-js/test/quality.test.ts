import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quality } from '../src/page/quality';
import type { MediaStats } from '../src/session/user-agent';

const START: MediaStats = { packetsSent: 100, packetsReceived: 100, packetsLost: 0, jitterSeconds: 0.004, localLevel: 0, remoteLevel: 0 };

function later(received: number, lost = 0, more: Partial<MediaStats> = {}): MediaStats {
  return { ...START, packetsReceived: 100 + received, packetsLost: lost, ...more };
}

test('a good connection is called good', () => {
  assert.deepEqual(quality(START, later(150, 1, { roundTripSeconds: 0.08 })), { grade: 'good', words: 'Good connection.' });
});

test('what is wrong is said, the worst gives the grade', () => {
  assert.equal(quality(START, later(140, 5)).words, 'Fair connection: 3 % of the sound is lost.');
  const bad = quality(START, later(100, 50, { roundTripSeconds: 0.4, jitterSeconds: 0.05 }));
  assert.equal(bad.grade, 'bad');
  assert.equal(bad.words, 'Bad connection: 33 % of the sound is lost, the way there and back takes 0.4 s, the sound arrives unevenly.');
});

test('silence is told from a slow start', () => {
  assert.equal(quality(undefined, { ...START, packetsReceived: 0 }).grade, 'unknown');
  assert.equal(quality(START, START).grade, 'bad');
  assert.match(quality({ ...START, packetsReceived: 0 }, { ...START, packetsReceived: 0 }).words, /yet/);
});
