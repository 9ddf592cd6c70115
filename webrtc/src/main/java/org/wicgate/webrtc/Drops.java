package org.wicgate.webrtc;

/** The running counts behind {@link TransportCounters}. */
final class Drops {
    long received;
    long sent;
    long unauthentic;
    long replayed;
    long stranger;
    long malformed;
    long exhausted;
    long early;
    long unsent;
    long refusedChecks;
    long unheardRecords;
    String cipher = "";

    TransportCounters snapshot() {
        return new TransportCounters(
                received,
                sent,
                unauthentic,
                replayed,
                stranger,
                malformed,
                early,
                unsent,
                refusedChecks,
                unheardRecords,
                exhausted,
                cipher);
    }
}
