package org.wicgate.ng;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.MediaPolicy;

/**
 * What a proxy asks of the server.
 *
 * @param from where the answer goes
 * @param cookie what it begins with
 * @param content its parameters, their names with hyphens: rtpengine takes spaces for hyphens too
 */
record NgRequest(InetSocketAddress from, String cookie, Value.Dictionary content) {
    static NgRequest of(InetSocketAddress from, NgMessage message) {
        var named = Value.Dictionary.empty();
        for (var entry : message.content().entries().entrySet()) {
            named = named.with(hyphened(entry.getKey()), entry.getValue());
        }
        return new NgRequest(from, message.cookie(), named);
    }

    String command() {
        return text("command");
    }

    String callId() {
        return text("call-id");
    }

    String fromTag() {
        return text("from-tag");
    }

    String toTag() {
        return text("to-tag");
    }

    byte[] sdp() {
        return text("sdp").getBytes(ISO_8859_1);
    }

    /** Whether the flags have this one, whatever its case. */
    boolean has(String flag) {
        return flags().contains(flag);
    }

    boolean supportsLoadLimit() {
        return content.texts("supports").contains("load limit");
    }

    /** What the other side is to be spoken to in; null when it is not said. */
    @Nullable Wanted wanted() {
        String protocol = content.text("transport-protocol");
        if (has("webrtc") || (protocol != null && isSecure(protocol))) {
            return Wanted.WEBRTC;
        }
        if (protocol == null) {
            return null;
        }
        return switch (protocol) {
            case "RTP/AVP" -> Wanted.AVP;
            case "RTP/AVPF" -> Wanted.AVPF;
            default -> Wanted.OTHER;
        };
    }

    /** How the side of a description is spoken to. */
    enum Wanted {
        WEBRTC,
        AVP,
        AVPF,
        OTHER;

        MediaPolicy policy() {
            return this == AVPF ? new MediaPolicy(MediaPolicy.CoreProfile.AVPF) : MediaPolicy.USUAL;
        }
    }

    private Set<String> flags() {
        var flags = new HashSet<String>();
        for (String flag : content.texts("flags")) {
            flags.add(hyphened(flag).toLowerCase(Locale.ROOT));
        }
        return flags;
    }

    private static boolean isSecure(String protocol) {
        return List.of("RTP/SAVPF", "UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP").contains(protocol);
    }

    private String text(String key) {
        String found = content.text(key);
        return found == null ? "" : found;
    }

    private static String hyphened(String name) {
        return name.replace(' ', '-');
    }
}
