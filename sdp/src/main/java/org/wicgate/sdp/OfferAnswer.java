package org.wicgate.sdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The rules between an offer and its answer, as questions (RFC 3264, RFC 8842, RFC 9143). */
public final class OfferAnswer {
    private OfferAnswer() {}

    /** What makes {@code answer} no legal answer to {@code offer}; empty when it is one. */
    public static List<String> violations(SessionDescription offer, SessionDescription answer) {
        var found = new ArrayList<String>();
        if (offer.media().size() != answer.media().size()) {
            found.add(answer.media().size() + " m-lines answer " + offer.media().size());
            return found;
        }
        for (int i = 0; i < offer.media().size(); i++) {
            media(i, offer, answer, found);
        }
        groups(offer, answer, found);
        return found;
    }

    private static void media(
            int i, SessionDescription offer, SessionDescription answer, List<String> found) {
        var asked = offer.media().get(i);
        var given = answer.media().get(i);
        if (!asked.mediaLine().media().equals(given.mediaLine().media())) {
            found.add(i + ": media is another");
        }
        if (!asked.mediaLine().proto().equals(given.mediaLine().proto())) {
            found.add(i + ": proto is another"); // RFC 3264 §6
        }
        if (given.port() == 0) {
            return;
        }
        if (asked.isRejected()) {
            found.add(i + ": accepts what was not offered");
        }
        if (asked.mid().isPresent() && !asked.mid().equals(given.mid())) {
            found.add(i + ": mid is another");
        }
        if (given.hasRtcpMux() && !asked.hasRtcpMux()) {
            found.add(i + ": rtcp-mux was not offered"); // RFC 5761 §5.1.1
        }
        if (asked.has("rtcp-mux-only") && !given.hasRtcpMux()) {
            found.add(i + ": rtcp-mux-only not taken"); // RFC 8858 §3
        }
        directions(i, offer.direction(asked), answer.direction(given), found);
        setups(i, offer, answer, found);
    }

    private static void directions(int i, Direction asked, Direction given, List<String> found) {
        if ((given.sends() && !asked.receives()) || (given.receives() && !asked.sends())) {
            found.add(i + ": " + given + " answers " + asked); // RFC 3264 §6.1
        }
    }

    private static void setups(
            int i, SessionDescription offer, SessionDescription answer, List<String> found) {
        var asked = offer.setup(offer.media().get(i));
        var given = answer.setup(answer.media().get(i));
        if (asked.isEmpty()) {
            return;
        }
        if (given.isEmpty()) {
            found.add(i + ": no setup");
        } else if (!given.get().answers(asked.get())) {
            found.add(i + ": setup " + given.get() + " answers " + asked.get());
        }
    }

    private static void groups(
            SessionDescription offer, SessionDescription answer, List<String> found) {
        for (var group : answer.groups()) {
            boolean offered =
                    offer.groups().stream()
                            .filter(g -> g.semantics().equals(group.semantics()))
                            .anyMatch(g -> new HashSet<>(g.mids()).containsAll(group.mids()));
            if (!offered) {
                found.add("group " + group.semantics() + " was not offered"); // RFC 5888 §9.1
            }
        }
    }
}
