package org.wicgate.epcscf;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.sdp.Connection;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.Origin;
import org.wicgate.sdp.SessionDescription;

/**
 * The session part of what we write: our own o=, s= and t=, so that nothing of the other side shows
 * through, and one c= line for all media at the same address.
 */
final class Head {
    private final String sessionId;
    private @Nullable InetAddress address;

    Head(String sessionId) {
        this.sessionId = sessionId;
    }

    /** The medium at an address: the session's own, or a c= line of its own. */
    MediaDescription at(MediaDescription media, InetAddress at) {
        if (address == null) {
            address = at;
        }
        return address.equals(at) ? media : media.with(Connection.of(at));
    }

    /** The whole description; its version is put in when it is said. */
    SessionDescription with(List<Line> lines, List<MediaDescription> media) {
        String type = address == null ? "IP4" : Connection.addrType(address);
        String text = address == null ? "0.0.0.0" : Connection.text(address);
        var out =
                SessionDescription.of(new Origin("-", sessionId, "1", "IN", type, text), media)
                        .with(Line.of('c', new Connection("IN", type, text).toString()));
        for (var line : lines) {
            out = out.with(line);
        }
        return out;
    }
}
