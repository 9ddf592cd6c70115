package org.wicgate.net;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A DNS server over UDP on 127.0.0.1 with the records it is given. */
final class ToyDns implements AutoCloseable {
    final List<String> asked = new CopyOnWriteArrayList<>();
    private final DatagramSocket socket;
    private final List<Record> records = new ArrayList<>();

    /** What it does instead of answering. */
    enum Mood {
        FINE,
        SILENT,
        FAILING
    }

    volatile Mood mood = Mood.FINE;

    /**
     * @param zone lines of a zone file (RFC 1035 §5)
     */
    ToyDns(String zone) throws IOException {
        var bytes =
                new java.io.ByteArrayInputStream(
                        zone.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        try (var master = new Master(bytes, Name.root, 60)) {
            for (var r = master.nextRecord(); r != null; r = master.nextRecord()) {
                records.add(r);
            }
        }
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
    }

    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        try {
            while (true) {
                var packet = new DatagramPacket(new byte[4096], 4096);
                socket.receive(packet);
                answer(packet);
            }
        } catch (SocketException closed) {
            // the test is over
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(DatagramPacket packet) throws IOException {
        var query = new Message(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
        Record question = query.getQuestion();
        asked.add(Type.string(question.getType()) + " " + question.getName().toString(true));
        if (mood == Mood.SILENT) {
            return;
        }
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        if (mood == Mood.FAILING) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
        } else {
            fill(answer, question);
        }
        byte[] bytes = answer.toWire();
        socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
    }

    private void fill(Message answer, Record question) {
        boolean exists = false;
        for (Record record : records) {
            boolean isOwn = record.getName().equals(question.getName());
            exists |= isOwn;
            if (isOwn
                    && record.getDClass() == DClass.IN
                    && (record.getType() == question.getType() || record.getType() == Type.CNAME)) {
                answer.addRecord(record, Section.ANSWER);
            }
        }
        if (answer.getSection(Section.ANSWER).isEmpty()) {
            answer.getHeader().setRcode(exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
            records.stream()
                    .filter(r -> r.getType() == Type.SOA)
                    .forEach(soa -> answer.addRecord(soa, Section.AUTHORITY));
        }
    }
}
