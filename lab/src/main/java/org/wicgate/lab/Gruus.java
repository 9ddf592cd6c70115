package org.wicgate.lab;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Params;
import org.wicgate.sip.Quoted;
import org.wicgate.sip.SipUri;

/**
 * URIs that lead to one instance of a user from anywhere (RFC 5627): a public one that shows who it
 * is, and a temporary one that does not, new for each REGISTER.
 */
final class Gruus {
    private static final int MAX_TEMPORARY = 10_000;

    /** One instance of a subscriber. */
    record Instance(String impi, String urn) {}

    private final Map<String, Instance> temporary = new LinkedHashMap<>();

    /** Whether a URI of our domain names an instance. */
    static boolean isOne(SipUri uri) {
        return uri.params().has("gr");
    }

    /** The Contact of a 200 with both (RFC 5627 §5.2). */
    NameAddr granted(NameAddr contact, SipUri impu, Instance instance, Entropy entropy) {
        var plain = impu.addressOfRecord();
        var open = plain.with(Params.NONE.with("gr", instance.urn));
        String user = "tgruu." + entropy.token(20);
        temporary.put(user, instance);
        if (temporary.size() > MAX_TEMPORARY) {
            temporary.remove(temporary.keySet().iterator().next());
        }
        var hidden = SipUri.of(user, impu.host()).with(Params.NONE.with("gr"));
        return contact.with(
                contact.params()
                        .with("pub-gruu", Quoted.quote(open.toString()))
                        .with("temp-gruu", Quoted.quote(hidden.toString())));
    }

    /** The instance of a URI with {@code gr}; null when it is none of ours. */
    @Nullable Instance of(SipUri gruu, @Nullable Subscriber owner) {
        String urn = gruu.param("gr");
        if (urn == null || urn.isEmpty()) {
            return temporary.get(gruu.user());
        }
        return owner == null ? null : new Instance(owner.impi(), urn);
    }
}
