import type { MediaStats } from './wic.js';

/** How a call sounds, for a person: a word for the page's colour, and a sentence. */
export interface Quality {
  readonly grade: 'unknown' | 'good' | 'fair' | 'bad';
  readonly words: string;
}

/** What share of lost packets, and how long a way, are heard (ITU-T G.107 and G.114, roughly). */
const LOSS = { fair: 0.02, bad: 0.06 };
const ROUND_TRIP_SECONDS = { fair: 0.3, bad: 0.6 };
const JITTER_SECONDS = { fair: 0.04, bad: 0.1 };
/** Fewer packets than these between two looks say nothing about loss. */
const ENOUGH = 25;

/** Judges what came between two looks at the counters. */
export function quality(before: MediaStats | undefined, now: MediaStats): Quality {
  const received = now.packetsReceived - (before?.packetsReceived ?? 0);
  const lost = Math.max(0, now.packetsLost - (before?.packetsLost ?? 0));
  if (before !== undefined && received === 0) {
    return now.packetsReceived === 0
      ? { grade: 'bad', words: 'No sound has arrived yet.' }
      : { grade: 'bad', words: 'Nothing arrives any more: the other side is silent or the network stopped.' };
  }
  if (received + lost < ENOUGH) {
    return { grade: 'unknown', words: '' };
  }
  const loss = lost / (received + lost);
  const far = now.roundTripSeconds ?? 0;
  const faults = [
    fault(loss, LOSS, `${Math.round(loss * 100)} % of the sound is lost`),
    fault(far, ROUND_TRIP_SECONDS, `the way there and back takes ${far.toFixed(1)} s`),
    fault(now.jitterSeconds, JITTER_SECONDS, 'the sound arrives unevenly'),
  ].filter((one) => one !== undefined);
  if (faults.length === 0) {
    return { grade: 'good', words: 'Good connection.' };
  }
  const bad = faults.some((one) => one.bad);
  return { grade: bad ? 'bad' : 'fair', words: `${bad ? 'Bad' : 'Fair'} connection: ${faults.map((one) => one.words).join(', ')}.` };
}

function fault(value: number, limit: { fair: number; bad: number }, words: string): { bad: boolean; words: string } | undefined {
  return value < limit.fair ? undefined : { bad: value >= limit.bad, words };
}
