package org.wicgate.ng;

import java.util.List;
import org.wicgate.ng.Value.Dictionary;

/** One request to an rtpengine on the way through a command. */
enum NgStep {
    /** The WIC's description, on its way to the core. */
    OFFER_ACCESS,
    /** The core's answer to it. */
    ANSWER_CORE,
    /** The core's description, on its way to the WIC. */
    OFFER_CORE,
    /** The WIC's answer to it. */
    ANSWER_ACCESS,
    /** Whether anything passes from the WIC. */
    GATE_ACCESS,
    /** Whether anything passes from the core. */
    GATE_CORE,
    QUERY,
    DELETE;

    private static final String WEBRTC = "UDP/TLS/RTP/SAVPF";

    /**
     * The request. Feedback passes to the core as it is (RTP/AVPF): whether its description says so
     * is the IMS-ALG's matter, and an rtpengine that thinks otherwise would take it out.
     */
    Dictionary request(NgSession session) {
        var named = Dictionary.empty().with("call-id", session.id().value());
        return switch (this) {
            case OFFER_ACCESS ->
                    toCore(described(named, "offer", NgSession.ACCESS, NgSession.CORE))
                            .with("sdp", session.access())
                            .with("transport-protocol", "RTP/AVPF")
                            .with("ICE-lite", "backward");
            case ANSWER_ACCESS ->
                    toCore(described(named, "answer", NgSession.CORE, NgSession.ACCESS))
                            .with("sdp", session.access());
            case OFFER_CORE ->
                    toAccess(described(named, "offer", NgSession.CORE, NgSession.ACCESS))
                            .with("sdp", session.core())
                            .with("transport-protocol", WEBRTC)
                            .with("ICE-lite", "forward");
            case ANSWER_CORE ->
                    toAccess(described(named, "answer", NgSession.ACCESS, NgSession.CORE))
                            .with("sdp", session.core());
            case GATE_ACCESS -> gate(named, session, NgSession.ACCESS);
            case GATE_CORE -> gate(named, session, NgSession.CORE);
            case QUERY -> named.with("command", "query");
            case DELETE ->
                    named.with("command", "delete")
                            .with("from-tag", session.offerer())
                            .with("delete-delay", 0);
        };
    }

    /** Takes the answer; what is wrong with it, or empty. */
    String take(NgSession session, Dictionary answer) {
        String sdp = String.valueOf(answer.text("sdp"));
        return switch (this) {
            case OFFER_ACCESS, ANSWER_ACCESS -> session.readCore(sdp);
            case OFFER_CORE, ANSWER_CORE -> session.readAccess(sdp);
            case GATE_ACCESS, GATE_CORE -> "";
            case QUERY, DELETE -> {
                session.counted(answer);
                yield "";
            }
        };
    }

    private static Dictionary described(Dictionary named, String command, String from, String to) {
        return named.with("command", command)
                .with("from-tag", from)
                .with("to-tag", to)
                .with("flags", Value.Sequence.of(List.of("trust-address", "SDES-off")))
                .with("replace", Value.Sequence.of(List.of("origin", "session-connection")));
    }

    private static Dictionary toCore(Dictionary request) {
        return request.with("ICE", "remove").with("rtcp-mux", Value.Sequence.of(List.of("demux")));
    }

    private static Dictionary toAccess(Dictionary request) {
        return request.with("ICE", "force").with("rtcp-mux", Value.Sequence.of(List.of("require")));
    }

    private static Dictionary gate(Dictionary named, NgSession session, String from) {
        return named.with("command", session.isBlocked(from) ? "block media" : "unblock media")
                .with("from-tag", from);
    }
}
