package org.wicgate.lab;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Timers;
import org.wicgate.sip.Contact;
import org.wicgate.sip.Hop;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Uri;

/** Where subscribers are, until when. */
final class Location {
    private record Key(String impi, String binding) {}

    private final Map<String, List<Binding>> bindings = new HashMap<>();
    final Gruus gruus = new Gruus();
    private final Timers<Key> expiry = new Timers<>();

    List<Binding> of(Subscriber subscriber) {
        return List.copyOf(bindings.getOrDefault(subscriber.impi(), List.of()));
    }

    @Nullable Binding find(Subscriber subscriber, Contact contact) {
        for (var binding : of(subscriber)) {
            if (binding.isSame(contact)) {
                return binding;
            }
        }
        return null;
    }

    void put(Binding binding) {
        var all = bindings.computeIfAbsent(binding.impi(), _ -> new ArrayList<>());
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).isSame(binding.contact())) {
                expiry.stop(new Key(binding.impi(), all.get(i).key()));
                all.remove(i--);
            }
        }
        all.add(binding);
        expiry.start(new Key(binding.impi(), binding.key()), binding.expires());
    }

    void remove(Binding binding) {
        expiry.stop(new Key(binding.impi(), binding.key()));
        bindings.computeIfPresent(
                binding.impi(),
                (_, all) -> {
                    all.removeIf(b -> b.key().equals(binding.key()));
                    return all.isEmpty() ? null : all;
                });
    }

    /** Takes a binding whose time is over out; null when there is none. */
    @Nullable Binding expired(Instant now) {
        for (var key = expiry.due(now); key != null; key = expiry.due(now)) {
            for (var binding : List.copyOf(bindings.getOrDefault(key.impi(), List.of()))) {
                if (binding.key().equals(key.binding())) {
                    remove(binding);
                    return binding;
                }
            }
        }
        return null;
    }

    Instant deadline() {
        return expiry.deadline();
    }

    /** The private identity of the phone that registered from there, or null. */
    @Nullable String registeredFrom(Hop hop) {
        for (var all : bindings.values()) {
            for (var binding : all) {
                if (binding.path().isEmpty() && binding.from().equals(hop)) {
                    return binding.impi();
                }
            }
        }
        return null;
    }

    /** The private identity behind a contact, or null. */
    @Nullable String ownerOf(Uri contact) {
        for (var all : bindings.values()) {
            for (var binding : all) {
                if (binding.contact().uri().equals(contact)) {
                    return binding.impi();
                }
            }
        }
        return null;
    }

    /** The connection on which a phone with this contact registered, or null. */
    @Nullable Hop connectionOf(Uri contact) {
        for (var all : bindings.values()) {
            for (var binding : all) {
                if (binding.from() instanceof Hop.Connection
                        && binding.path().isEmpty()
                        && contact instanceof SipUri uri
                        && binding.contact().uri() instanceof SipUri own
                        && own.matches(uri)) {
                    return binding.from();
                }
            }
        }
        return null;
    }

    /** Forgets who registered on a connection that is gone, without a proxy before it. */
    List<Binding> lost(Hop hop) {
        var lost = new ArrayList<Binding>();
        if (hop instanceof Hop.Connection) {
            for (var all : bindings.values()) {
                all.stream()
                        .filter(b -> b.path().isEmpty() && b.from().equals(hop))
                        .forEach(lost::add);
            }
            lost.forEach(this::remove);
        }
        return lost;
    }
}
