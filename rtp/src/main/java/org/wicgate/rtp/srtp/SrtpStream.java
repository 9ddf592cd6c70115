package org.wicgate.rtp.srtp;

/** What a context keeps for one SSRC: where its indices are (RFC 3711 §3.2.3). */
final class SrtpStream {
    final int ssrc;
    final ReplayWindow rtp = new ReplayWindow();
    final ReplayWindow rtcp = new ReplayWindow();

    SrtpStream(int ssrc) {
        this.ssrc = ssrc;
    }

    /**
     * The 48-bit index that a sequence number most likely stands for: the one nearest to the
     * highest seen (RFC 3711 §3.3.1, Appendix A). Below 0 for one before the start.
     */
    long index(int sequence) {
        long top = rtp.top();
        if (top < 0) {
            return sequence;
        }
        long rollOver = top >>> 16;
        int last = (int) top & 0xFFFF;
        if (last < 0x8000) {
            rollOver -= sequence - last > 0x8000 ? 1 : 0;
        } else {
            rollOver += last - 0x8000 > sequence ? 1 : 0;
        }
        return (rollOver << 16) | sequence;
    }
}
