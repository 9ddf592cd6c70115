package org.wicgate.net;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A WebSocket client made of nothing but a socket, so that it can break every rule. */
final class RawWebSocket implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final String HANDSHAKE =
            """
            GET /ws HTTP/1.1
            Host: localhost
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Protocol: sip
            """;

    /** One frame from the server; its payload as one character for each byte. */
    record Frame(int opcode, String payload) {
        byte[] bytes() {
            return payload.getBytes(StandardCharsets.ISO_8859_1);
        }

        int code() {
            return payload.charAt(0) << 8 | payload.charAt(1);
        }

        String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    RawWebSocket(InetSocketAddress server) throws IOException {
        this(server, InetAddress.getLoopbackAddress(), 0);
    }

    RawWebSocket(InetSocketAddress server, InetAddress source, int receiveBuffer)
            throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.bind(new InetSocketAddress(source, 0));
        socket.connect(server, 5000);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** An open connection, its handshake done. */
    static RawWebSocket open(InetSocketAddress server) throws IOException {
        var client = new RawWebSocket(server);
        String answer = client.handshake();
        if (!answer.startsWith("HTTP/1.1 101 ")) {
            throw new IOException(answer);
        }
        return client;
    }

    /** A good handshake with lines replaced or added: {@code "Origin: x"}; no value removes. */
    String handshake(String... changes) throws IOException {
        var request = new StringBuilder(HANDSHAKE);
        for (String change : changes) {
            String name = change.substring(0, change.indexOf(':') + 1);
            int at = request.indexOf("\n" + name) + 1;
            if (at > 0) {
                request.delete(at, request.indexOf("\n", at) + 1);
            }
            if (!change.equals(name)) {
                request.append(change).append('\n');
            }
        }
        return exchange(request.toString().replace("\n", "\r\n") + "\r\n");
    }

    /** Sends an HTTP request as it is and reads the answer, with its body. */
    String exchange(String request) throws IOException {
        bytes(request.getBytes(StandardCharsets.UTF_8));
        var answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) in.readUnsignedByte());
        }
        if (!answer.toString().startsWith("HTTP/1.1 101 ")) {
            answer.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        return answer.toString();
    }

    void bytes(byte[] raw) throws IOException {
        out.write(raw);
        out.flush();
    }

    void text(String text) throws IOException {
        frame(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    void frame(boolean last, int opcode, byte[] payload) throws IOException {
        bytes(masked(last, opcode, payload));
    }

    static byte[] masked(boolean last, int opcode, byte[] payload) {
        byte[] mask = {1, 2, 3, 4};
        byte[] hidden = payload.clone();
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] ^= mask[i % 4];
        }
        var frame = new ByteArrayOutputStream();
        frame.writeBytes(header(last, opcode, payload.length, 0x80));
        frame.writeBytes(mask);
        frame.writeBytes(hidden);
        return frame.toByteArray();
    }

    static byte[] unmasked(int opcode, byte[] payload) {
        var frame = new ByteArrayOutputStream();
        frame.writeBytes(header(true, opcode, payload.length, 0));
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** The next frame from the server. */
    Frame next() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0F;
        int length = in.readUnsignedByte();
        if ((length & 0x80) != 0) {
            throw new IOException("a server must not mask");
        }
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = (int) in.readLong();
        }
        return new Frame(opcode, new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
    }

    /** Whether the server has closed the TCP connection, after reading what is left. */
    boolean isClosedByServer() throws IOException {
        in.readAllBytes();
        return true;
    }

    InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static byte[] header(boolean last, int opcode, int length, int maskBit) {
        byte first = (byte) ((last ? 0x80 : 0) | opcode);
        if (length < 126) {
            return new byte[] {first, (byte) (maskBit | length)};
        }
        var header = ByteBuffer.allocate(length < 65_536 ? 4 : 10).put(first);
        if (length < 65_536) {
            header.put((byte) (maskBit | 126)).putShort((short) length);
        } else {
            header.put((byte) (maskBit | 127)).putLong(length);
        }
        return Arrays.copyOf(header.array(), header.position());
    }
}
