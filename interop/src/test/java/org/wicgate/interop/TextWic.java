package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** A WIC that writes its SIP by hand, so that each line of it can be wrong. */
final class TextWic implements AutoCloseable {
    static final String SDP =
            """
            v=0
            o=- 4611 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0
            m=audio 9 UDP/TLS/RTP/SAVPF 0 126
            c=IN IP4 0.0.0.0
            a=rtcp:9 IN IP4 0.0.0.0
            a=ice-ufrag:wuf1
            a=ice-pwd:wicpasswordwicpassword12
            a=fingerprint:sha-256 11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00
            a=setup:actpass
            a=mid:0
            a=sendrecv
            a=rtcp-mux
            a=rtpmap:0 PCMU/8000
            a=rtpmap:126 telephone-event/8000
            """;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String REGISTER = "Supported: path, outbound\nExpires: 300\n";

    private final WebSocketPeer socket;
    private final String host = UUID.randomUUID().toString().substring(0, 8) + ".invalid";
    private int sequence;

    private TextWic(WebSocketPeer socket) {
        this.socket = socket;
    }

    /** A WIC with an open connection. */
    static TextWic connected(Program program) {
        return connected(program, program.origin());
    }

    /** One whose page is from there. */
    static TextWic connected(Program program, String origin) {
        var socket = new WebSocketPeer(program.w2());
        String answer = socket.handshake("Sec-WebSocket-Protocol: sip", "Origin: " + origin);
        assertTrue(answer.startsWith("HTTP/1.1 101 "), answer);
        return new TextWic(socket);
    }

    /** A WIC that is registered. */
    static TextWic registered(Program program, String user) {
        var wic = connected(program);
        String answer = wic.register(user, token(program, user));
        assertEquals(200, status(answer), answer);
        return wic;
    }

    /** A fresh token of a demo account. */
    static String token(Program program, String user) {
        String body = "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(user, user);
        try {
            var request =
                    HttpRequest.newBuilder(program.wwsf().resolve("/api/session"))
                            .header("Content-Type", "application/json")
                            .timeout(Duration.ofSeconds(10))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build();
            var answer = HTTP.send(request, BodyHandlers.ofString());
            assertEquals(200, answer.statusCode(), answer.body());
            return new JsonMapper().readTree(answer.body()).path("access_token").asString();
        } catch (IOException e) {
            throw new AssertionError("no login", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    WebSocketPeer socket() {
        return socket;
    }

    /** Sends a REGISTER and gives its final answer. */
    String register(String user, String token) {
        return ask(registration(user, token));
    }

    /** A REGISTER with a Bearer token. */
    String registration(String user, String token) {
        return request("REGISTER", user, "sip:" + Demo.DOMAIN, user, token, REGISTER, "");
    }

    /** Sends an INVITE with this body and gives its final answer, acknowledged. */
    String invite(String user, String callee, String token, String sdp) {
        String invite = invitation(user, callee, token, sdp);
        String answer = ask(invite);
        acknowledge(invite, answer);
        return answer;
    }

    /** An INVITE; it is not sent. */
    String invitation(String user, String callee, String token, String sdp) {
        String to = "sip:" + callee + "@" + Demo.DOMAIN;
        return request("INVITE", user, to, callee, token, "Content-Type: application/sdp\n", sdp);
    }

    /** Hangs up a call that {@code invite} began and {@code answer} accepted. */
    String bye(String invite, String answer, String token) {
        return ask(inDialog("BYE", 2, invite, answer, token));
    }

    /** Sends a request and gives the first final answer. */
    String ask(String request) {
        socket.send(wire(request));
        return answer();
    }

    /** The next final answer. */
    String answer() {
        while (true) {
            String message = message();
            if (message.startsWith("SIP/2.0 ") && status(message) >= 200) {
                return message;
            }
        }
    }

    /** A refusal of a call with 486. */
    static String busy(String invite) {
        return reply(invite, "486 Busy Here", "");
    }

    /** An answer to a request; {@code more} are header lines. */
    static String reply(String request, String status, String more) {
        String copied =
                request.lines()
                        .map(String::strip)
                        .takeWhile(line -> !line.isEmpty())
                        .filter(line -> line.matches("(Via|From|To|Call-ID|CSeq):.*"))
                        .map(TextWic::tagged)
                        .collect(Collectors.joining("\n"));
        return "SIP/2.0 " + status + "\n" + copied + "\n" + more + "Content-Length: 0\n\n";
    }

    private static String tagged(String line) {
        return line.startsWith("To:") && !line.contains(";tag=") ? line + ";tag=wic" : line;
    }

    /** The next message, whatever it is. */
    String message() {
        var frame = socket.next();
        if (frame.opcode() == WebSocketPeer.CLOSE) {
            throw new AssertionError("closed: " + frame.code() + " " + frame.payload());
        }
        return frame.payload();
    }

    static int status(String answer) {
        return Integer.parseInt(answer.substring(8, 11));
    }

    /** The value of a header line, or of an SDP attribute with its {@code a=}; empty for none. */
    static String line(String message, String start) {
        var found =
                Pattern.compile("^" + Pattern.quote(start) + " *(.*?)\r?$", Pattern.MULTILINE)
                        .matcher(message);
        return found.find() ? found.group(1) : "";
    }

    /** Line ends as SIP wants them. */
    static String wire(String message) {
        return message.replace("\r\n", "\n").replace("\n", "\r\n");
    }

    void acknowledge(String invite, String answer) {
        if (status(answer) < 300) {
            socket.send(wire(inDialog("ACK", 1, invite, answer, "")));
        } else {
            socket.send(
                    wire(
                            invite.replaceAll("INVITE", "ACK")
                                    .replaceAll("(?m)^To:.*$", "To: " + line(answer, "To:"))
                                    .replaceAll("(?m)^Content-Type:.*\n", "")
                                    .replaceAll("(?s)Content-Length:.*", "Content-Length: 0\n\n")));
        }
    }

    /** A request in a dialog that {@code invite} began and {@code answer} accepted. */
    String inDialog(String method, int cseq, String invite, String answer, String token) {
        String target = line(answer, "Contact:").replaceAll("^<|>.*$", "");
        String routes = line(answer, "Record-Route:");
        return "%s %s SIP/2.0\n".formatted(method, target)
                + "Via: SIP/2.0/WS %s;branch=z9hG4bK%s\n".formatted(host, UUID.randomUUID())
                + "Max-Forwards: 70\n"
                + (routes.isEmpty() ? "" : "Route: " + routes + "\n")
                + "From: "
                + line(invite, "From:")
                + "\n"
                + "To: "
                + line(answer, "To:")
                + "\n"
                + "Call-ID: "
                + line(invite, "Call-ID:")
                + "\n"
                + "CSeq: "
                + cseq
                + " "
                + method
                + "\n"
                + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\n")
                + "Content-Length: 0\n\n";
    }

    private String request(
            String method,
            String user,
            String uri,
            String to,
            String token,
            String more,
            String body) {
        sequence++;
        return "%s %s SIP/2.0\n".formatted(method, uri)
                + "Via: SIP/2.0/WS %s;branch=z9hG4bK%s\n".formatted(host, UUID.randomUUID())
                + "Max-Forwards: 70\n"
                + "From: <sip:%s@%s>;tag=t%d\n".formatted(user, Demo.DOMAIN, sequence)
                + "To: <sip:%s@%s>\n".formatted(to, Demo.DOMAIN)
                + "Call-ID: c-%s\n".formatted(UUID.randomUUID())
                + "CSeq: 1 %s\n".formatted(method)
                + "Contact: <sip:%s@%s;transport=ws>;reg-id=1;".formatted(user, host)
                + "+sip.instance=\"<urn:uuid:00000000-0000-4000-8000-00000000000a>\"\n"
                + "Authorization: Bearer %s\n".formatted(token)
                + more
                + "Content-Length: %d\n\n%s".formatted(wire(body).length(), body);
    }

    @Override
    public void close() {
        socket.close();
    }
}
