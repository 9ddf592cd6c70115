package org.wicgate.lab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.aka.AuthenticationCentre;
import org.wicgate.base.Entropy;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.TelUri;
import org.wicgate.sip.Uri;

/** Who is subscribed: TS 23.228 §4.3. */
final class Hss {
    private final Map<String, Subscriber> byImpi = new HashMap<>();
    private final Map<String, Subscriber> byUsername = new HashMap<>();
    private final Map<String, Subscriber> byImpu = new HashMap<>();
    private final Map<String, AuthenticationCentre> centres = new HashMap<>();

    Hss(List<Subscriber> subscribers, Entropy entropy) {
        for (var subscriber : subscribers) {
            add(byImpi, subscriber.impi(), subscriber);
            for (var impu : subscriber.impus()) {
                add(byImpu, key(impu), subscriber);
            }
            if (subscriber.proof() instanceof Subscriber.Proof.Card(var keys)) {
                centres.put(subscriber.impi(), new AuthenticationCentre(keys, entropy));
            }
            for (var secret : subscriber.secrets()) {
                byUsername.put(secret.username(), subscriber);
            }
        }
    }

    private static void add(Map<String, Subscriber> to, String key, Subscriber subscriber) {
        if (to.putIfAbsent(key, subscriber) != null) {
            throw new IllegalArgumentException("subscribed twice: " + key);
        }
    }

    /** By private identity, or by the user name that a phone gives in its place. */
    @Nullable Subscriber byName(String name) {
        var found = byImpi.get(name);
        return found != null ? found : byUsername.get(name);
    }

    /** Who makes the vectors for a subscriber with a card. */
    AuthenticationCentre centre(Subscriber subscriber) {
        var centre = centres.get(subscriber.impi());
        if (centre == null) {
            throw new IllegalStateException(subscriber.impi() + " has no card");
        }
        return centre;
    }

    @Nullable Subscriber byImpu(Uri impu) {
        return byImpu.get(key(impu));
    }

    /** What makes two public identities the same. */
    static String key(Uri impu) {
        return switch (impu) {
            case SipUri sip -> sip.addressOfRecord().toString();
            case TelUri tel -> "tel:" + tel.digits();
            case Uri.Other other -> other.toString();
        };
    }
}
