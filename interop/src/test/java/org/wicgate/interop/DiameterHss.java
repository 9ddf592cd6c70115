package org.wicgate.interop;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.wicgate.sip.DigestAlgorithm;

/**
 * As much of an HSS as an S-CSCF needs (TS 29.228, TS 29.229, RFC 6733): it knows every user, can
 * take a registration back, and can fall silent or be gone.
 */
final class DiameterHss implements AutoCloseable {
    private static final int CAPABILITIES = 257;
    private static final int WATCHDOG = 280;
    private static final int DISCONNECT = 282;
    private static final int SERVER_ASSIGNMENT = 301;
    private static final int MULTIMEDIA_AUTH = 303;
    private static final int TERMINATION = 304;

    private static final int USER_NAME = 1;
    private static final int SESSION_ID = 263;
    private static final int PUBLIC_IDENTITY = 601;
    private static final int USER_DATA = 606;
    private static final int CX = 16_777_216;
    private static final int VENDOR_3GPP = 10_415;
    private static final int REQUEST = 0x80;
    private static final int SUCCESS = 2001;

    private final ServerSocket listener;
    private final List<String> assigned = new CopyOnWriteArrayList<>();
    private final Map<String, Vector> vectors = new ConcurrentHashMap<>();
    private volatile boolean silent;
    private volatile boolean away;
    private volatile boolean open = true;
    private volatile Socket scscf = new Socket();

    DiameterHss() {
        try {
            listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Waits until an S-CSCF is connected. */
    void awaitPeer() {
        Patience.until(
                Patience.USUAL,
                () -> "an S-CSCF on Cx",
                () -> scscf.isConnected() && !scscf.isClosed());
    }

    /** Whether it keeps its answers about users to itself. */
    void silent(boolean now) {
        silent = now;
    }

    /** Whether no S-CSCF can reach it; one that is connected is cut off. */
    void away(boolean now) {
        away = now;
        if (now) {
            try {
                scscf.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What it says to a Multimedia-Auth-Request (TS 29.228 §6.3). */
    private interface Vector {
        /** Into the SIP-Auth-Data-Item. */
        void write(Avps item);
    }

    /** Knows a user by a password (TS 29.228 §6.3.15, RFC 4740 §9.5). */
    void password(String impi, String password) {
        String ha1 = DigestAlgorithm.MD5.ha1(impi, Demo.DOMAIN, password);
        vectors.put(
                impi,
                item -> {
                    item.text(608, VENDOR_3GPP, "SIP Digest"); // SIP-Authentication-Scheme
                    var digest = new Avps();
                    digest.text(104, 0, Demo.DOMAIN); // Digest-Realm
                    digest.text(121, 0, ha1); // Digest-HA1
                    item.put(635, VENDOR_3GPP, digest.bytes()); // SIP-Digest-Authenticate
                });
    }

    /** Knows a user by a card, of which it says nothing but the length of its vectors. */
    void card(String impi, byte[] confidentialityKey, byte[] integrityKey) {
        vectors.put(
                impi,
                item -> {
                    item.text(608, VENDOR_3GPP, "Digest-AKAv1-MD5");
                    item.put(609, VENDOR_3GPP, new byte[32]); // SIP-Authenticate: RAND and AUTN
                    item.put(610, VENDOR_3GPP, new byte[8]); // SIP-Authorization: XRES
                    item.put(625, VENDOR_3GPP, confidentialityKey);
                    item.put(626, VENDOR_3GPP, integrityKey);
                });
    }

    /** The public identities of the Server-Assignment-Requests that came, in their order. */
    List<String> assigned() {
        return assigned;
    }

    /** Takes a registration back: RTR with reason PERMANENT_TERMINATION (TS 29.228 §6.1.3). */
    void deregister(String impi, String impu) {
        var request = new Message(TERMINATION, CX, 1, 1);
        request.text(SESSION_ID, 0, "hss;1;" + System.nanoTime());
        request.application();
        request.number(277, 0, 1); // Auth-Session-State: NO_STATE_MAINTAINED
        request.origin();
        request.text(293, 0, "scscf." + Demo.DOMAIN); // Destination-Host
        request.text(283, 0, Demo.DOMAIN); // Destination-Realm
        request.text(USER_NAME, 0, impi);
        request.text(PUBLIC_IDENTITY, VENDOR_3GPP, impu);
        var reason = new Avps();
        reason.number(616, VENDOR_3GPP, 0); // Reason-Code
        request.put(615, VENDOR_3GPP, reason.bytes()); // Deregistration-Reason
        send(scscf, request.encode(REQUEST));
    }

    private void serve() {
        while (open) {
            try {
                Socket one = listener.accept();
                if (away) {
                    one.close();
                } else {
                    Thread.ofVirtual().start(() -> talk(one));
                }
            } catch (IOException e) {
                if (open) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void talk(Socket peer) {
        try (var in = new DataInputStream(peer.getInputStream())) {
            while (true) {
                int length = in.readInt() & 0xFF_FFFF;
                byte[] rest = in.readNBytes(length - 4);
                var message = ByteBuffer.wrap(rest);
                int head = message.getInt();
                if ((head >>> 24 & REQUEST) != 0) {
                    request(peer, head & 0xFF_FFFF, message);
                }
            }
        } catch (IOException gone) {
            return; // the S-CSCF ended
        }
    }

    private void request(Socket peer, int command, ByteBuffer message) {
        int application = message.getInt();
        var answer = new Message(command, application, message.getInt(), message.getInt());
        switch (command) {
            case CAPABILITIES -> {
                scscf = peer;
                answer.number(268, 0, SUCCESS);
                answer.origin();
                answer.put(257, 0, new byte[] {0, 1, 127, 0, 0, 1}); // Host-IP-Address
                answer.number(266, 0, VENDOR_3GPP); // Vendor-Id
                answer.text(269, 0, "the HSS of the tests"); // Product-Name
                answer.number(265, 0, VENDOR_3GPP); // Supported-Vendor-Id
                answer.application();
            }
            case WATCHDOG, DISCONNECT -> {
                answer.number(268, 0, SUCCESS);
                answer.origin();
            }
            case SERVER_ASSIGNMENT -> {
                assign(answer, message);
                if (silent) {
                    return;
                }
            }
            case MULTIMEDIA_AUTH -> {
                if (silent) {
                    return;
                }
                challenge(answer, message);
            }
            default -> answer.number(268, 0, 3001); // DIAMETER_COMMAND_UNSUPPORTED
        }
        send(peer, answer.encode(0));
    }

    private void challenge(Message answer, ByteBuffer request) {
        said(answer, request);
        answer.text(PUBLIC_IDENTITY, VENDOR_3GPP, find(request, PUBLIC_IDENTITY));
        var vector = vectors.get(find(request, USER_NAME));
        if (vector != null) {
            answer.number(607, VENDOR_3GPP, 1); // SIP-Number-Auth-Items
            var item = new Avps();
            item.number(613, VENDOR_3GPP, 1); // SIP-Item-Number
            vector.write(item);
            answer.put(612, VENDOR_3GPP, item.bytes()); // SIP-Auth-Data-Item
        }
    }

    private static void said(Message answer, ByteBuffer request) {
        answer.text(SESSION_ID, 0, find(request, SESSION_ID));
        answer.application();
        answer.number(277, 0, 1);
        answer.origin();
        answer.number(268, 0, SUCCESS);
        answer.text(USER_NAME, 0, find(request, USER_NAME));
    }

    private void assign(Message answer, ByteBuffer request) {
        String impu = find(request, PUBLIC_IDENTITY);
        assigned.add(impu);
        said(answer, request);
        String data =
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <IMSSubscription><PrivateID>%s</PrivateID><ServiceProfile><PublicIdentity>
                <BarringIndication>0</BarringIndication><Identity>%s</Identity></PublicIdentity>
                </ServiceProfile></IMSSubscription>
                """
                        .formatted(find(request, USER_NAME), impu);
        answer.text(USER_DATA, VENDOR_3GPP, data);
    }

    /** The text of an AVP, empty when the request has none of it. */
    private static String find(ByteBuffer request, int wanted) {
        var avps = request.duplicate();
        while (avps.remaining() >= 8) {
            int start = avps.position();
            int code = avps.getInt();
            int second = avps.getInt();
            int length = second & 0xFF_FFFF;
            if (code == wanted) {
                int from = start + (second < 0 ? 12 : 8); // with a vendor
                byte[] text = new byte[length - (from - start)];
                avps.get(from, text);
                return new String(text, StandardCharsets.UTF_8);
            }
            avps.position(Math.min(start + (length + 3) / 4 * 4, avps.limit()));
        }
        return "";
    }

    private static synchronized void send(Socket peer, byte[] message) {
        try {
            peer.getOutputStream().write(message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** AVPs one after another (RFC 6733 §4.1). */
    private static class Avps {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();

        void put(int code, int vendor, byte[] data) {
            int header = vendor == 0 ? 8 : 12;
            int length = header + data.length;
            int flags = vendor == 0 ? 0x40 : 0xC0; // mandatory, and whose
            var avp = ByteBuffer.allocate((length + 3) / 4 * 4);
            avp.putInt(code).putInt(flags << 24 | length);
            if (vendor != 0) {
                avp.putInt(vendor);
            }
            all.writeBytes(avp.put(data).array());
        }

        void number(int code, int vendor, int value) {
            put(code, vendor, ByteBuffer.allocate(4).putInt(value).array());
        }

        void text(int code, int vendor, String value) {
            put(code, vendor, value.getBytes(StandardCharsets.UTF_8));
        }

        byte[] bytes() {
            return all.toByteArray();
        }
    }

    /** A whole message. */
    private static final class Message extends Avps {
        private final int command;
        private final int application;
        private final int hopByHop;
        private final int endToEnd;

        Message(int command, int application, int hopByHop, int endToEnd) {
            this.command = command;
            this.application = application;
            this.hopByHop = hopByHop;
            this.endToEnd = endToEnd;
        }

        void origin() {
            text(264, 0, "127.0.0.1"); // Origin-Host, as the S-CSCF is told to find us
            text(296, 0, Demo.DOMAIN); // Origin-Realm
        }

        /** Vendor-Specific-Application-Id: Cx. */
        void application() {
            var cx = new Avps();
            cx.number(266, 0, VENDOR_3GPP);
            cx.number(258, 0, CX);
            put(260, 0, cx.bytes());
        }

        byte[] encode(int flags) {
            byte[] avps = bytes();
            return ByteBuffer.allocate(20 + avps.length)
                    .putInt(1 << 24 | 20 + avps.length)
                    .putInt(flags << 24 | command)
                    .putInt(application)
                    .putInt(hopByHop)
                    .putInt(endToEnd)
                    .put(avps)
                    .array();
        }
    }

    @Override
    public void close() {
        open = false;
        try {
            listener.close();
            scscf.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
