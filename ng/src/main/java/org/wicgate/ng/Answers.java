package org.wicgate.ng;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;

/** Datagrams in and out: each request is carried out once, and answered as often as it comes. */
final class Answers {
    private final Cookies cookies = new Cookies();
    private final Consumer<NgServer.Output> out;

    Answers(Consumer<NgServer.Output> out) {
        this.out = out;
    }

    /** The request in a datagram; null when it is none, or one that came before. */
    @Nullable NgRequest received(InetSocketAddress from, String datagram, Instant now) {
        switch (NgMessage.decode(datagram)) {
            case Decoded.Malformed<NgMessage>(var why) ->
                    out.accept(new NgServer.Output.Refused(from, "", "", why));
            case Decoded.Ok<NgMessage>(var message) -> {
                var known = cookies.take(from, message.cookie(), now);
                if (known == null) {
                    return NgRequest.of(from, message);
                }
                if (!known.isEmpty()) {
                    out.accept(new NgServer.Output.Send(from, known));
                }
            }
        }
        return null;
    }

    void reply(NgRequest request, Value.Dictionary content) {
        String datagram = new NgMessage(request.cookie(), content).encode();
        if (datagram.length() > NgMessage.MAX_OCTETS) {
            var error = NgReply.error("the answer is too long for a datagram");
            datagram = new NgMessage(request.cookie(), error).encode();
        }
        cookies.answered(request.from(), request.cookie(), datagram);
        out.accept(new NgServer.Output.Send(request.from(), datagram));
    }

    void refuse(NgRequest request, String why) {
        tell(request, why);
        reply(request, NgReply.error(why));
    }

    void tell(NgRequest request, String why) {
        out.accept(
                new NgServer.Output.Refused(
                        request.from(), request.command(), request.callId(), why));
    }
}
