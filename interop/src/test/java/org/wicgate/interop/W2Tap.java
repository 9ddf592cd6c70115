package org.wicgate.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Stands between a browser and W2, passes the octets on, and keeps what the browser sent. */
final class W2Tap implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;

    private static final int EMPTY_LINE = 0x0D0A0D0A;
    private static final String UNAUTHORIZED =
            """
            HTTP/1.1 401 Unauthorized
            WWW-Authenticate: Basic realm="w2"
            Content-Length: 0
            Connection: close

            """
                    .replace("\n", "\r\n");

    /** What becomes of a connection of the browser. */
    enum Mode {
        /** It reaches the gateway. */
        THROUGH,
        /** The same, and what the gateway sends as text comes as binary messages. */
        AS_BINARY,
        /** The answer to its handshake chooses no subprotocol. */
        WITHOUT_SUBPROTOCOL,
        /** A handshake that shows no password is answered 401. */
        CHALLENGE,
        /** It is closed at once. */
        SHUT
    }

    /**
     * A frame of the browser (RFC 6455 §5.2) of 64 kB at most; {@code payload} is unmasked, a char
     * an octet.
     */
    record Frame(boolean complete, int reserved, int opcode, boolean masked, String payload) {
        boolean isData() {
            return opcode < 8;
        }
    }

    /** A connection, with the time it was accepted at. */
    static final class Line {
        final long acceptedNanos = System.nanoTime();
        private final Socket browser;
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

        Line(Socket browser) {
            this.browser = browser;
        }

        /** The request that opened it. */
        String handshake() {
            String all = octets();
            return all.substring(0, Math.max(0, all.indexOf("\r\n\r\n")));
        }

        /** The whole frames so far. */
        List<Frame> frames() {
            String all = octets();
            var frames = new ArrayList<Frame>();
            int head = handshake().length() + 4;
            byte[] rest = all.substring(Math.min(head, all.length())).getBytes(ISO_8859_1);
            try (var in = new DataInputStream(new ByteArrayInputStream(rest))) {
                while (true) {
                    frames.add(frame(in));
                }
            } catch (EOFException _) {
                return frames;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Sends the browser a binary message, between those of the gateway. */
        void say(String message) {
            byte[] octets = message.getBytes(ISO_8859_1);
            var frame = ByteBuffer.allocate(4 + octets.length);
            frame.put((byte) (0x80 | BINARY)).put((byte) 126).putShort((short) octets.length);
            try {
                browser.getOutputStream().write(frame.put(octets).array());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Ends it as a network does. */
        void cut() {
            try {
                browser.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String octets() {
            synchronized (sent) {
                return sent.toString(ISO_8859_1);
            }
        }

        private void keep(byte[] bytes, int length) {
            synchronized (sent) {
                sent.write(bytes, 0, length);
            }
        }
    }

    private interface Passing {
        void pass(InputStream in, OutputStream out) throws IOException;
    }

    private final InetSocketAddress gateway;
    private final ServerSocket server;
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private volatile Mode mode = Mode.THROUGH;

    W2Tap(int port, InetSocketAddress gateway) {
        this.gateway = gateway;
        try {
            server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    void mode(Mode next) {
        mode = next;
    }

    List<Line> lines() {
        return List.copyOf(lines);
    }

    private void accept() {
        try {
            while (true) {
                var line = new Line(server.accept());
                lines.add(line);
                if (mode == Mode.SHUT) {
                    line.cut();
                } else {
                    join(line, mode);
                }
            }
        } catch (IOException _) {
            lines.forEach(Line::cut);
        }
    }

    private void join(Line line, Mode how) throws IOException {
        var near = line.browser;
        var far = new Socket(gateway.getAddress(), gateway.getPort());
        var answer = near.getOutputStream();
        pass(near, far, (in, out) -> there(in, out, line, how == Mode.CHALLENGE ? answer : null));
        pass(far, near, (in, out) -> back(in, out, how));
    }

    /** From one to the other until either ends, and then both do. */
    private static void pass(Socket from, Socket to, Passing passing) {
        Thread.ofVirtual()
                .start(() -> {
                    try (from;
                            to) {
                        passing.pass(from.getInputStream(), to.getOutputStream());
                    } catch (IOException _) {
                        // over
                    }
                });
    }

    private static void there(
            InputStream in, OutputStream out, Line line, @Nullable OutputStream challenger)
            throws IOException {
        byte[] head = head(in);
        line.keep(head, head.length);
        if (challenger != null && !line.handshake().contains("\r\nAuthorization: Basic ")) {
            challenger.write(UNAUTHORIZED.getBytes(ISO_8859_1));
            return;
        }
        out.write(head);
        byte[] some = new byte[8192];
        for (int got = in.read(some); got >= 0; got = in.read(some)) {
            line.keep(some, got);
            out.write(some, 0, got);
        }
    }

    private static void back(InputStream in, OutputStream out, Mode how) throws IOException {
        String head = new String(head(in), ISO_8859_1);
        if (how == Mode.WITHOUT_SUBPROTOCOL) {
            head = head.replaceAll("(?i)sec-websocket-protocol:[^\r]*\r\n", "");
        }
        out.write(head.getBytes(ISO_8859_1));
        if (how == Mode.AS_BINARY) {
            passAsBinary(new DataInputStream(in), out);
        } else {
            in.transferTo(out);
        }
    }

    private static void passAsBinary(DataInputStream in, OutputStream out) throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            int opcode = (first & 15) == TEXT ? BINARY : first & 15;
            int length = in.readUnsignedByte(); // not masked, and of 64 kB at most
            int size = length < 126 ? length : in.readUnsignedShort();
            var frame = ByteBuffer.allocate(4 + size);
            frame.put((byte) ((first & 0xF0) | opcode)).put((byte) length);
            if (length == 126) {
                frame.putShort((short) size);
            }
            out.write(frame.put(whole(in, size)).array(), 0, frame.position());
        }
    }

    /** Up to the empty line and with it, or what there is. */
    private static byte[] head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        int last = 0;
        while (last != EMPTY_LINE) {
            int octet = in.read();
            if (octet < 0) {
                break;
            }
            head.write(octet);
            last = (last << 8) | octet;
        }
        return head.toByteArray();
    }

    private static Frame frame(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        boolean masked = (second & 0x80) != 0;
        int length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        }
        byte[] mask = whole(in, masked ? 4 : 0);
        byte[] payload = whole(in, length);
        for (int i = 0; masked && i < payload.length; i++) {
            payload[i] = (byte) (payload[i] ^ mask[i % 4]);
        }
        String text = new String(payload, ISO_8859_1);
        return new Frame((first & 0x80) != 0, (first >> 4) & 7, first & 15, masked, text);
    }

    private static byte[] whole(DataInputStream in, int length) throws IOException {
        byte[] all = new byte[length];
        in.readFully(all);
        return all;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lines.forEach(Line::cut);
    }
}
