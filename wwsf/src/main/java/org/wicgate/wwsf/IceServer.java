package org.wicgate.wwsf;

import java.util.List;

/**
 * A STUN or TURN server for the browser, as W3C's RTCIceServer has it.
 *
 * @param username empty for STUN
 * @param credential empty for STUN
 */
public record IceServer(List<String> urls, String username, String credential) {
    public IceServer {
        urls = List.copyOf(urls);
    }

    /** The credential is a secret. */
    @Override
    public String toString() {
        return "IceServer" + urls;
    }
}
