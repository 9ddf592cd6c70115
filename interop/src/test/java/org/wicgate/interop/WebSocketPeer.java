package org.wicgate.interop;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A WebSocket client made of a socket, so that it can break the rules (RFC 6455). */
final class WebSocketPeer implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    /** One frame; {@code payload} has a character for each byte. */
    record Frame(int opcode, String payload) {
        /** The status code of a Close. */
        int code() {
            return payload.charAt(0) << 8 | payload.charAt(1);
        }
    }

    WebSocketPeer(InetSocketAddress server) {
        try {
            socket = new Socket(server.getAddress(), server.getPort());
            socket.setSoTimeout((int) Patience.USUAL.toMillis());
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(socket.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks for the upgrade with the usual lines and these, and gives the answer. */
    String handshake(String... lines) {
        String request =
                """
                GET /ws HTTP/1.1
                Host: localhost
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13
                """
                        + String.join("\n", lines)
                        + "\n\n";
        try {
            out.write(request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            var answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\n") < 0) {
                answer.append((char) in.readUnsignedByte());
            }
            boolean open = answer.toString().startsWith("HTTP/1.1 101 ");
            return open ? answer.toString() : answer + text(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a text message as a client must. */
    void send(String message) {
        frame(true, message.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a binary message as a client must. */
    void send(byte[] message) {
        frame(BINARY, true, message);
    }

    /** Sends one text frame, with a mask or without. */
    void frame(boolean masked, byte[] payload) {
        frame(TEXT, masked, payload);
    }

    /** The next message that is not a Ping, or a Close; Pings are answered. */
    Frame next() {
        while (true) {
            var frame = read();
            if (frame.opcode == PING) {
                frame(PONG, true, frame.payload.getBytes(StandardCharsets.ISO_8859_1));
            } else {
                return frame;
            }
        }
    }

    /** How long {@link #next} waits. */
    void patience(Duration time) {
        try {
            socket.setSoTimeout((int) time.toMillis());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isOpen() {
        return socket.isConnected() && !socket.isClosed();
    }

    /** Ends with a TCP reset, as the kernel does for a killed process with unread bytes. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Frame read() {
        try {
            int opcode = in.readUnsignedByte() & 0x0F;
            int length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = (int) in.readLong();
            }
            return new Frame(opcode, text(in.readNBytes(length)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void frame(int opcode, boolean masked, byte[] payload) {
        var frame = new ByteArrayOutputStream();
        var header = new DataOutputStream(frame);
        int mask = masked ? 0x80 : 0;
        try {
            header.writeByte(0x80 | opcode);
            if (payload.length < 126) {
                header.writeByte(mask | payload.length);
            } else if (payload.length < 65_536) {
                header.writeByte(mask | 126);
                header.writeShort(payload.length);
            } else {
                header.writeByte(mask | 127);
                header.writeLong(payload.length);
            }
            if (masked) {
                header.writeInt(0); // a mask of zeros hides nothing and is one
            }
            header.write(payload);
            out.write(frame.toByteArray());
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
