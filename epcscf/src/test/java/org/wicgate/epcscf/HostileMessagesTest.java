package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.base.Decoded;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Limits;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipMessage;

/**
 * Messages of real calls, damaged by chance on both wires: no exception, nothing left at the end.
 */
class HostileMessagesTest {
    private static final List<String> BITS =
            List.of(
                    "<x:a b>",
                    "<sip:>",
                    "\"",
                    "<",
                    ">",
                    ",",
                    ";",
                    ";;",
                    "=",
                    "*",
                    "sip:",
                    "<tel:+1>",
                    ";tag=",
                    ";tag=far1",
                    "%",
                    "%00",
                    "%zz",
                    "<sip:a@[::1]>",
                    "<sip:a@b;lr",
                    "\t",
                    "application/sdp",
                    "99999999999",
                    "-1",
                    "\u00e9",
                    "<sip:a@b?x=y>",
                    "0",
                    "a=",
                    "m=",
                    "m=audio 0 RTP/AVP 0",
                    "c=IN IP6 ::1",
                    "<urn:service:sos>",
                    "Digest",
                    "Bearer");

    private final Bench bench = new Bench();
    private Random random = new Random(0);
    private int sent;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 133})
    void damagedMessagesDoNoHarm(long seed) {
        random = new Random(seed);
        for (int round = 0; round < 250; round++) {
            try {
                round(round);
            } catch (RuntimeException e) {
                throw new AssertionError("seed=" + seed + " round " + round, e);
            }
        }
        for (long id = 1; id <= 501; id++) {
            bench.close(id);
        }
        bench.pass(Duration.ofMinutes(6));
        assertEquals(new EdgeProxy.Census(0, 0, 0, 0, 0, 0), bench.proxy.census(), "seed=" + seed);
        assertTrue(sent > 500);
    }

    private void round(int round) {
        long id = 2L * round + 1;
        bench.connect(id);
        fromWic(id, Texts.register("alice", 2 * round + 1, Texts.bearer("alice")), 4);
        if (bench.toCore.isEmpty()) {
            return;
        }
        if (bench.toCore.getLast() instanceof Request register && register.is("REGISTER")) {
            fromCore(Texts.registered(register), 3);
        }
        String call = "call" + round;
        fromWic(
                id,
                unique(
                        Texts.initial(
                                "INVITE", "alice", "dave", Texts.bearer("alice"), Texts.WIC_SDP),
                        call),
                3);
        if (bench.toCore.getLast() instanceof Request invite
                && invite.is("INVITE")
                && invite.has(HeaderName.RECORD_ROUTE)) {
            fromCore(Calls.answerWithSdp(invite, 183), 3);
            fromCore(Calls.answerWithSdp(invite, 200), 2);
            fromWic(id, unique(Texts.inDialog("ACK", "alice", "dave", 1, "", ""), call), 3);
            fromWic(
                    id,
                    unique(
                            Texts.inDialog(
                                    "INVITE",
                                    "alice",
                                    "dave",
                                    2,
                                    Texts.bearer("alice"),
                                    Texts.WIC_SDP),
                            call),
                    3);
            if (bench.toCore.getLast() instanceof Request again) {
                fromCore(Response.to(again, 200).build(), 3);
            }
            fromCore(Calls.fromCallee("INFO", invite, 3, ""), 3);
            if (!bench.wicLog(id).isEmpty() && bench.wicLog(id).getLast() instanceof Request info) {
                fromWic(id, text(Response.to(info, 200).build()), 3);
            }
            fromWic(
                    id,
                    unique(
                            Texts.inDialog("BYE", "alice", "dave", 5, Texts.bearer("alice"), ""),
                            call),
                    3);
        }
        if (random.nextInt(4) == 0) {
            bench.close(id);
        }
        bench.pass(Duration.ofSeconds(1));
    }

    private static String unique(String text, String call) {
        return text.replace("call-alice", call).replace("z9hG4bK", "z9hG4bK" + call);
    }

    private void fromWic(long id, String text, int rarity) {
        sent++;
        byte[] bytes = Bench.bytes(damage(text, rarity));
        bench.give(EdgeProxy.In.fromAccess(id, bytes, Limits.DEFAULT));
    }

    private void fromCore(SipMessage message, int rarity) {
        sent++;
        byte[] bytes = Bench.bytes(damage(text(message), rarity));
        if (SipMessage.decode(bytes, Limits.DEFAULT) instanceof Decoded.Ok<SipMessage>(var read)) {
            bench.give(new EdgeProxy.In.FromCore(read, Bench.CORE));
        }
    }

    private static String text(SipMessage message) {
        return new String(message.encode(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    /** One time in {@code rarity} it is damaged. */
    private String damage(String text, int rarity) {
        if (random.nextInt(rarity) != 0) {
            return text;
        }
        String[] lines = text.split("\n", -1);
        int hits = 1 + random.nextInt(2);
        for (int i = 0; i < hits; i++) {
            int at = random.nextInt(lines.length);
            String line = lines[at];
            int colon = line.indexOf(':');
            lines[at] =
                    switch (random.nextInt(5)) {
                        case 0 -> colon < 0 ? bit() : line.substring(0, colon + 1) + " " + bit();
                        case 1 -> insert(line, bit());
                        case 2 -> line + "\n" + line;
                        case 3 ->
                                line.isEmpty()
                                        ? bit()
                                        : line.substring(random.nextInt(line.length()));
                        default -> line + bit();
                    };
        }
        return String.join("\n", lines);
    }

    private String insert(String line, String bit) {
        int at = line.isEmpty() ? 0 : random.nextInt(line.length());
        return line.substring(0, at) + bit + line.substring(at);
    }

    private String bit() {
        return BITS.get(random.nextInt(BITS.size()));
    }
}
