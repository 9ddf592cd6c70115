package org.wicgate.interop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A DNS server of the test, on a UDP port of loopback. */
final class NameServer implements AutoCloseable {
    private final List<Record> records = new ArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final DatagramSocket socket;

    /**
     * @param zone lines of a zone file (RFC 1035 §5)
     */
    NameServer(String zone) {
        var bytes = new ByteArrayInputStream(zone.getBytes(StandardCharsets.US_ASCII));
        try (var master = new Master(bytes, Name.root, 60)) {
            for (var r = master.nextRecord(); r != null; r = master.nextRecord()) {
                records.add(r);
            }
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    /** As {@code dns.servers} wants it. */
    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** What was asked so far, as {@code SRV _sip._udp.core.test}. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[4096], 4096);
        while (!socket.isClosed()) {
            try {
                packet.setLength(4096);
                socket.receive(packet);
                byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private byte[] answer(byte[] packet) throws IOException {
        var query = new Message(packet);
        Record question = query.getQuestion();
        asked.add(Type.string(question.getType()) + " " + question.getName().toString(true));
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        var named = records.stream().filter(r -> r.getName().equals(question.getName())).toList();
        answer.getHeader().setRcode(named.isEmpty() ? Rcode.NXDOMAIN : Rcode.NOERROR);
        named.stream()
                .filter(r -> r.getType() == question.getType())
                .forEach(r -> answer.addRecord(r, Section.ANSWER));
        return answer.toWire();
    }

    @Override
    public void close() {
        socket.close();
    }
}
