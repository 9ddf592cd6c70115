package org.wicgate.net;

/** The keep-alive of SIP over streams: RFC 5626 §4.4.1. */
final class Crlf {
    private Crlf() {}

    /** Whether there is nothing but line ends. */
    static boolean isKeepAlive(byte[] message) {
        for (byte b : message) {
            if (b != '\r' && b != '\n') {
                return false;
            }
        }
        return true;
    }

    /** Whether an answer is wanted. */
    static boolean isPing(byte[] keepAlive) {
        return keepAlive.length == 4
                && keepAlive[0] == '\r'
                && keepAlive[1] == '\n'
                && keepAlive[2] == '\r'
                && keepAlive[3] == '\n';
    }

    static byte[] ping() {
        return new byte[] {'\r', '\n', '\r', '\n'};
    }

    static byte[] pong() {
        return new byte[] {'\r', '\n'};
    }
}
