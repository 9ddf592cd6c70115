import type { MediaStats } from '../session/user-agent';

type Entry = Record<string, unknown> & { readonly type: string };

/** The audio counters of a connection, out of what getStats tells. */
export function mediaStats(report: RTCStatsReport): MediaStats {
  const entries: Entry[] = [];
  report.forEach((entry: Entry) => entries.push(entry));
  const one = (type: string): Entry | undefined =>
    entries.find((entry) => entry.type === type && (entry['kind'] ?? 'audio') === 'audio');
  const inbound = one('inbound-rtp');
  const outbound = one('outbound-rtp');
  const roundTrip = one('remote-inbound-rtp')?.['roundTripTime'] ?? pairInUse(entries)?.['currentRoundTripTime'];
  const codec = entries.find((entry) => entry['id'] === outbound?.['codecId'])?.['mimeType'];
  return {
    packetsSent: number(outbound, 'packetsSent'),
    packetsReceived: number(inbound, 'packetsReceived'),
    packetsLost: number(inbound, 'packetsLost'),
    jitterSeconds: number(inbound, 'jitter'),
    localLevel: number(one('media-source'), 'audioLevel'),
    remoteLevel: number(inbound, 'audioLevel'),
    ...(typeof roundTrip === 'number' ? { roundTripSeconds: roundTrip } : {}),
    ...(typeof codec === 'string' ? { codec: codec.replace(/^audio\//, '') } : {}),
  };
}

function pairInUse(entries: readonly Entry[]): Entry | undefined {
  return entries.find((entry) => entry.type === 'candidate-pair' && entry['nominated'] === true);
}

function number(entry: Entry | undefined, key: string): number {
  const value = entry?.[key];
  return typeof value === 'number' ? value : 0;
}
