package org.wicgate.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wicgate.base.Decoded;

/**
 * All messages of RFC 4475, of RFC 5118 and of the kinds that JsSIP, SIP.js, Kamailio and Asterisk
 * write, read by JAIN-SIP as well. Both must read the same out of a message; where they do not, the
 * table says who is right.
 */
final class SecondOpinionTest {
    /** Message, what we make of it, what JAIN-SIP makes of it, and who is right. */
    private static final String DIFFERENCES =
            """
            badaspec  | refused  | accepted | we: RFC 4475 §3.1.2.14, spaces within an addr-spec
            badvers   | refused  | accepted | we: RFC 4475 §3.1.2.16, the version is answered 505
            escruri   | refused  | accepted | we: RFC 4475 §3.1.2.11, headers in a Request-URI
            inv2543   | accepted | refused  | we: RFC 4475 §3.4.1, a body without Content-Length in a datagram
            ipv4-mapped-ipv6 | accepted | refused | we: RFC 3261 §18.3, what follows the body is dropped
            ipv6-bad  | refused  | accepted | we: RFC 5118 §4.2, an address without brackets
            lwsstart  | refused  | accepted | both: RFC 4475 §3.1.2.9 leaves it, we refuse what we would forward
            mult-ip-in-sdp | accepted | refused | we: RFC 3261 §18.3, what follows the body is dropped
            multi01   | refused  | accepted | we: RFC 4475 §3.3.8, From twice
            regbadct  | refused  | accepted | both: RFC 4475 §3.1.2.13 leaves it, we refuse what we would forward
            trws      | refused  | accepted | both: RFC 4475 §3.1.2.10 leaves it, we refuse what we would forward
            """;

    /** Which part of an accepted message is read in two ways, and who is right. */
    private static final String READINGS = "";

    @Test
    void theTwoDifferWhereTheTableSaysSoAndNowhereElse() throws Exception {
        var found = new TreeMap<String, String>();
        for (var path : corpus()) {
            String name = path.getFileName().toString().replace(".dat", "");
            byte[] bytes = Files.readAllBytes(path);
            var ours = ours(bytes);
            var theirs = theirs(bytes);
            if ((ours == null) != (theirs == null)) {
                found.put(name, verdict(ours) + " | " + verdict(theirs));
            }
        }
        assertEquals(table(DIFFERENCES), found);
    }

    @Test
    void whatBothAcceptTheyReadTheSame() throws Exception {
        var found = new TreeMap<String, String>();
        int compared = 0;
        for (var path : corpus()) {
            byte[] bytes = Files.readAllBytes(path);
            var ours = ours(bytes);
            var theirs = theirs(bytes);
            if (ours != null && theirs != null) {
                compared++;
                String difference = difference(ours, theirs);
                if (!difference.isEmpty()) {
                    found.put(path.getFileName().toString().replace(".dat", ""), difference);
                }
            }
        }
        assertEquals(table(READINGS), found);
        assertEquals(46, compared);
    }

    private static Map<String, String> table(String text) {
        var rows = new TreeMap<String, String>();
        for (String line : text.lines().toList()) {
            var cells = List.of(line.split("\\|")).stream().map(String::strip).toList();
            assertEquals(4, cells.size(), line);
            rows.put(cells.get(0), cells.get(1) + " | " + cells.get(2));
        }
        return rows;
    }

    private static String difference(SipMessage ours, SIPMessage theirs) {
        var differences = new ArrayList<String>();
        compare(differences, "start", start(ours), start(theirs));
        compare(differences, "Call-ID", ours.callId(), theirs.getCallId().getCallId());
        compare(differences, "CSeq", ours.cseq().number(), theirs.getCSeq().getSeqNumber());
        compare(differences, "method", ours.cseq().method(), theirs.getCSeq().getMethod());
        compare(differences, "From tag", ours.from().tag(), theirs.getFromTag());
        compare(differences, "To tag", ours.to().tag(), theirs.getToTag());
        compare(differences, "Vias", ours.vias().size(), theirs.getViaHeaders().size());
        var via = theirs.getTopmostVia();
        compare(differences, "Via host", ours.via().host(), via.getHost());
        compare(differences, "Via port", ours.via().port(), Math.max(0, via.getPort()));
        compare(differences, "branch", ours.via().branch(), via.getBranch());
        var contacts = theirs.getContactHeaders();
        compare(
                differences,
                "Contacts",
                ours.contacts().size(),
                contacts == null ? 0 : contacts.size());
        var hops = theirs.getMaxForwards();
        compare(
                differences,
                "Max-Forwards",
                ours.maxForwards().orElse(-1),
                hops == null ? -1 : hops.getMaxForwards());
        byte[] body = theirs.getRawContent();
        compare(differences, "body", ours.body().length, body == null ? 0 : body.length);
        return String.join("; ", differences);
    }

    private static void compare(
            List<String> into, String what, @Nullable Object ours, @Nullable Object theirs) {
        if (!Objects.equals(String.valueOf(ours), String.valueOf(theirs))) {
            into.add(what + ": " + ours + " | " + theirs);
        }
    }

    private static String start(SipMessage message) {
        return switch (message) {
            case Request request -> request.method();
            case Response response -> Integer.toString(response.status());
        };
    }

    private static String start(SIPMessage message) {
        return message instanceof SIPRequest request
                ? request.getMethod()
                : Integer.toString(((SIPResponse) message).getStatusCode());
    }

    private static @Nullable SipMessage ours(byte[] bytes) {
        return switch (SipMessage.decode(bytes, Limits.DEFAULT)) {
            case Decoded.Ok<SipMessage>(var message) -> message;
            case Decoded.Malformed<SipMessage> _ -> null;
        };
    }

    /**
     * As its transports read: strictly, and with the check for the fields that have to be there.
     */
    private static @Nullable SIPMessage theirs(byte[] bytes) {
        try {
            var message = new StringMsgParser().parseSIPMessage(bytes.clone(), true, true, null);
            if (message instanceof SIPRequest request) {
                request.checkHeaders();
            } else if (message instanceof SIPResponse response) {
                response.checkHeaders();
            }
            return message;
        } catch (ParseException refused) {
            return null;
        }
    }

    private static List<Path> corpus() throws IOException, URISyntaxException {
        var all = new ArrayList<Path>();
        for (String folder : List.of("rfc4475", "rfc5118", "field")) {
            var url = SecondOpinionTest.class.getResource("/" + folder);
            assertNotNull(url, folder);
            try (var files = Files.list(Path.of(url.toURI()))) {
                files.sorted().forEach(all::add);
            }
        }
        return all;
    }

    private static String verdict(@Nullable Object read) {
        return read == null ? "refused" : "accepted";
    }
}
