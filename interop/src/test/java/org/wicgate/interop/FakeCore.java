package org.wicgate.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A core on a UDP socket of the test: registers everybody, answers every call and echoes its media,
 * or is as silent or as broken as it is told to be.
 */
final class FakeCore implements AutoCloseable {
    /** How it answers. */
    enum Mood {
        GOOD,
        SILENT,
        /** Something that is no SIP first; what is right only when asked again. */
        GARBAGE,
        /** Right, but for the session description. */
        GARBAGE_SDP
    }

    private final InetSocketAddress address;
    private final DatagramSocket media;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile DatagramSocket sip;
    private volatile Mood mood = Mood.GOOD;
    private volatile String serviceRoute;

    FakeCore() {
        try {
            sip = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            media = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        address = (InetSocketAddress) sip.getLocalSocketAddress();
        serviceRoute = uri();
        Thread.ofVirtual().start(() -> serve(sip, this::request));
        Thread.ofVirtual().start(() -> serve(media, (packet, _) -> packet));
    }

    private interface Service {
        byte[] answer(byte[] packet, SocketAddress from);
    }

    /** As {@code --core} wants it. */
    String uri() {
        return "sip:127.0.0.1:" + address.getPort();
    }

    /** Who registers from now on is served there, and no more here. */
    void callsGoTo(String uri) {
        serviceRoute = uri;
    }

    /** Leaves its port, so that the system says "port unreachable" to who sends there. */
    void die() {
        sip.close();
    }

    /** Comes back after {@link #die}. */
    void rise() {
        try {
            var again = new DatagramSocket(address);
            sip = again;
            Thread.ofVirtual().start(() -> serve(again, this::request));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void mood(Mood next) {
        mood = next;
    }

    /** Requests of this method, in the order in which they came, without repetitions. */
    List<String> requests(String method) {
        return heard.stream().filter(m -> m.startsWith(method + " ")).distinct().toList();
    }

    /** How many requests of this method came, with repetitions. */
    long heard(String method) {
        return heard.stream().filter(m -> m.startsWith(method + " ")).count();
    }

    /** Waits for a request of this method that came after {@code before} others of it. */
    String await(String method, int before, Duration limit) {
        Patience.until(
                limit,
                () -> method + " at the core, which heard\n" + String.join("\n", heard),
                () -> requests(method).size() > before);
        return requests(method).get(before);
    }

    private void serve(DatagramSocket socket, Service service) {
        var packet = new DatagramPacket(new byte[65_536], 65_536);
        while (!socket.isClosed()) {
            try {
                packet.setLength(65_536);
                socket.receive(packet);
                byte[] bytes = new byte[packet.getLength()];
                System.arraycopy(packet.getData(), 0, bytes, 0, bytes.length);
                byte[] answer = service.answer(bytes, packet.getSocketAddress());
                if (answer.length > 0) {
                    var out = new DatagramPacket(answer, answer.length, packet.getSocketAddress());
                    socket.send(out);
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private byte[] request(byte[] packet, SocketAddress from) {
        String request = new String(packet, StandardCharsets.ISO_8859_1);
        boolean again = heard.contains(request);
        heard.add(request);
        String method = request.substring(0, request.indexOf(' '));
        boolean isAnswered = !method.equals("ACK") && !method.startsWith("SIP/");
        return switch (mood) {
            case SILENT -> new byte[0];
            case GOOD -> isAnswered ? answer(request, sdp(method)) : new byte[0];
            case GARBAGE_SDP ->
                    isAnswered
                            ? answer(request, method.equals("INVITE") ? "no sdp\n" : "")
                            : new byte[0];
            case GARBAGE -> {
                if (isAnswered && !again) {
                    garbage(request, from);
                }
                yield isAnswered && again ? answer(request, sdp(method)) : new byte[0];
            }
        };
    }

    /** What no core would send. */
    private void garbage(String request, SocketAddress to) {
        String good = new String(answer(request, ""), StandardCharsets.ISO_8859_1);
        for (String bad :
                List.of(
                        "garbage",
                        "\u0016\u0003\u0001\u0002\u00ff\u00fe",
                        "SIP/2.0 999 What\r\n\r\n",
                        good.substring(0, good.length() / 2),
                        good.replaceAll("branch=[^;\r\n]*", "branch=z9hG4bKnobodys"),
                        good.replaceFirst("CSeq: 1 ", "CSeq: 99999999999 "))) {
            byte[] bytes = bad.getBytes(StandardCharsets.ISO_8859_1);
            try {
                sip.send(new DatagramPacket(bytes, bytes.length, to));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private String sdp(String method) {
        return method.equals("INVITE")
                ? """
                v=0
                o=core 1 1 IN IP4 127.0.0.1
                s=-
                c=IN IP4 127.0.0.1
                t=0 0
                m=audio %d RTP/AVP 0
                a=rtpmap:0 PCMU/8000
                """
                        .formatted(media.getLocalPort())
                : "";
    }

    private byte[] answer(String request, String body) {
        var out = new StringBuilder("SIP/2.0 200 OK\n");
        request.lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.matches("(Via|From|Call-ID|CSeq|Record-Route|Path):.*"))
                .forEach(line -> out.append(line).append('\n'));
        String to = TextWic.line(request, "To:");
        out.append("To: ").append(to).append(to.contains(";tag=") ? "" : ";tag=core").append('\n');
        if (request.startsWith("REGISTER ")) {
            String contact = TextWic.line(request, "Contact:").replaceAll(";expires=\\d+", "");
            String expires = TextWic.line(request, "Expires:");
            out.append("Contact: ").append(contact).append(";expires=");
            out.append(expires.isEmpty() ? "300" : expires).append('\n');
            out.append("Service-Route: <").append(serviceRoute).append(";lr>\n");
            out.append("P-Associated-URI: ").append(to.replaceAll(";tag=.*", "")).append('\n');
        } else {
            out.append("Contact: <").append(uri()).append(">\n");
        }
        if (!body.isEmpty()) {
            out.append("Content-Type: application/sdp\n");
        }
        out.append("Content-Length: ").append(TextWic.wire(body).length()).append("\n\n");
        return TextWic.wire(out + body).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        sip.close();
        media.close();
    }
}
