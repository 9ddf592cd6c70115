package org.wicgate.epcscf;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.Command;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.CoreSecurity;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Event;
import org.wicgate.iq.Interworking;
import org.wicgate.iq.Local;
import org.wicgate.iq.Quality;
import org.wicgate.iq.Stream;

/** What eP-CSCF and eIMS-AGW said to each other about a call, as documents. */
final class IqView {
    private IqView() {}

    /** A command. */
    static void show(Command command, Map<String, Object> out) {
        out.put("kind", "iq");
        out.put("way", "to_gateway");
        switch (command) {
            case Command.Reserve(_, var streams, _) -> streams("reserve", streams, out);
            case Command.Configure(_, var streams) -> streams("configure", streams, out);
            case Command.Audit _ -> out.put("text", "to the eIMS-AGW: audit");
            case Command.Release _ -> out.put("text", "to the eIMS-AGW: release");
        }
    }

    /** An event. */
    static void show(Event event, Map<String, Object> out) {
        boolean isAnswer = event instanceof Event.Reserved || event instanceof Event.Configured;
        out.put("kind", isAnswer ? "iq" : "media");
        out.put("way", "from_gateway");
        switch (event) {
            case Event.Reserved(_, var streams) -> locals("reserved", streams, out);
            case Event.Configured(_, var streams) -> locals("configured", streams, out);
            case Event.Connected(_, var stream, var pair) -> {
                out.put("pair", pair);
                String text = "ICE has a pair, ours and the WIC's: " + pair;
                media("ice_selected", stream, text, out);
            }
            case Event.Secured(_, var stream, var profile) -> {
                out.put("profile", profile);
                String text = "DTLS is done, the fingerprint matched; " + profile;
                media("dtls_done", stream, text, out);
            }
            case Event.Noticed(_, var stream, var sign, var address) -> {
                out.put("address", address);
                media(sign.name().toLowerCase(Locale.ROOT), stream, words(sign, address), out);
            }
            case Event.Silent(_, var stream, var way, var after) -> {
                out.put("after_ms", after.toMillis());
                media("silent_" + way(way), stream, silence(way, after), out);
            }
            case Event.Heartbeat _ -> out.put("text", "from the eIMS-AGW: is it needed still?");
            case Event.Lost(_, var stream, var loss, var why) -> {
                String text = "the WIC's media is lost, " + words(loss) + ": " + why;
                media(loss.name().toLowerCase(Locale.ROOT), stream, text, out);
            }
            case Event.Refused(_, var cause, var why) ->
                    out.put("text", "the eIMS-AGW refused, " + words(cause) + ": " + why);
            case Event.Audited _ -> out.put("text", "counters");
            case Event.Released _ -> out.put("text", "released");
        }
    }

    private static void media(String event, int stream, String text, Map<String, Object> out) {
        out.put("event", event);
        out.put("m_line", stream);
        out.put("text", "m-line " + stream + ": " + text);
    }

    /** What a stream carried, and what that says. */
    static Map<String, Object> carried(Counters c) {
        var out = new LinkedHashMap<String, Object>();
        out.put("m_line", c.index());
        out.put("pair", c.pair());
        out.put("profile", c.profile());
        if (c.profile().equals(Counters.END_TO_END)) {
            out.put(
                    "note",
                    "DTLS and SRTP are the two WICs' own: losses and quality are not seen here");
        }
        if (!c.transcoding().isEmpty()) {
            out.put("transcoded", c.transcoding());
        }
        out.put("dtls", c.dtls().word());
        if (!c.dtls().cipher().isEmpty()) {
            out.put("cipher", c.dtls().cipher());
        }
        out.put("to_core", c.toCore().document());
        out.put("to_wic", c.toAccess().document());
        out.put("quality_to_core", c.qualityToCore().document());
        out.put("quality_to_wic", c.qualityToAccess().document());
        return out;
    }

    private static void streams(String what, List<Stream> streams, Map<String, Object> out) {
        out.put("text", "to the eIMS-AGW: " + what + " " + lines(streams.size()));
        out.put("streams", streams.stream().map(IqView::stream).toList());
    }

    private static Map<String, Object> stream(Stream stream) {
        var out = new LinkedHashMap<String, Object>();
        out.put("m_line", stream.index());
        out.put("open_to_core", stream.gates().toCore());
        out.put("open_to_wic", stream.gates().toAccess());
        switch (stream.access()) {
            case AccessRemote.Unset _ -> {}
            case AccessRemote.Described d -> {
                out.put("wic_ufrag", d.ufrag());
                out.put("our_dtls_part", d.role().name().toLowerCase(Locale.ROOT));
                out.put("rtcp_mux", d.rtcpMux());
            }
        }
        switch (stream.core()) {
            case CoreRemote.Unset _ -> {}
            case CoreRemote.At(var rtp, var rtcp, var security) -> {
                out.put("core_rtp", text(rtp));
                out.put("core_rtcp", text(rtcp));
                if (security instanceof CoreSecurity.Sdes sdes) {
                    out.put("core_srtp", sdes.suite().name());
                }
            }
        }
        if (stream.interworking() instanceof Interworking.Transcoded(var access, var core)) {
            out.put("transcoded", speech(access) + " <-> " + speech(core));
        }
        if (stream.interworking() instanceof Interworking.Transparent) {
            out.put("transparent", true);
        }
        return out;
    }

    private static String speech(Interworking.Payloads payloads) {
        return payloads.formats().stream()
                .map(payload -> payload.type() + " " + payload.encoding())
                .collect(Collectors.joining(", "));
    }

    private static void locals(String what, List<Local> locals, Map<String, Object> out) {
        out.put("text", "from the eIMS-AGW: " + what);
        out.put("streams", locals.stream().map(IqView::local).toList());
    }

    private static Map<String, Object> local(Local local) {
        var out = new LinkedHashMap<String, Object>();
        out.put("m_line", local.index());
        out.put("w3", text(local.access().address()));
        out.put("ufrag", local.access().ufrag());
        out.put("core_rtp", text(local.core().rtp()));
        out.put("core_rtcp", text(local.core().rtcp()));
        return out;
    }

    private static String words(Event.Sign sign, String address) {
        return switch (sign) {
            case FIRST_CHECK -> "the first authenticated ICE check came from " + address;
            case NEW_CANDIDATE -> "ICE learnt a candidate of the WIC from its check: " + address;
            case FIRST_TO_CORE -> "the first RTP of the WIC went to the core, to " + address;
            case FIRST_TO_ACCESS -> "the first RTP of the core went to the WIC, from " + address;
        };
    }

    private static String way(Event.Way way) {
        return switch (way) {
            case TO_CORE -> "to_core";
            case TO_ACCESS -> "to_wic";
        };
    }

    private static String silence(Event.Way way, Duration after) {
        String from = way == Event.Way.TO_CORE ? "the WIC" : "the core";
        return "no RTP of " + from + " for " + after.toSeconds() + " s, though its gate is open";
    }

    /** So many m-lines. */
    static String lines(int count) {
        return count + (count == 1 ? " m-line" : " m-lines");
    }

    /** What a stream carried, for a person. */
    static String sums(Counters c) {
        return "; m-line "
                + c.index()
                + ": "
                + c.toCore().packets()
                + " packets to the core, "
                + c.toAccess().packets()
                + " to the WIC, "
                + c.dropped()
                + " dropped"
                + quality(" (to the core", c.qualityToCore())
                + quality(" (to the WIC", c.qualityToAccess());
    }

    private static String quality(String way, Quality of) {
        return of.isKnown() ? way + ": " + of.text() + ")" : "";
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }
}
