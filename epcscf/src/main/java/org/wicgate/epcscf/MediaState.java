package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.Interworking;
import org.wicgate.iq.Local;
import org.wicgate.iq.Medium;
import org.wicgate.iq.Stream;
import org.wicgate.iq.Stream.Gates;
import org.wicgate.sdp.MediaDescription;

/** What the eIMS-AGW was last told about one stream, and what it reserved for it. */
final class MediaState {
    private final int index;
    private final AccessRemote access;
    private final CoreRemote core;
    private final Gates gates;
    private final Interworking how;
    private final Medium medium;
    private final @Nullable Local local;

    /** How often the line was closed: what comes after is another transport (RFC 8842 §4). */
    private final int closures;

    private MediaState(
            int index,
            AccessRemote access,
            CoreRemote core,
            Gates gates,
            Interworking how,
            Medium medium,
            @Nullable Local local,
            int closures) {
        this.index = index;
        this.access = access;
        this.core = core;
        this.gates = gates;
        this.how = how;
        this.medium = medium;
        this.local = local;
        this.closures = closures;
    }

    /** A stream that the eIMS-AGW does not have yet. */
    static MediaState create(int index, AccessRemote access, CoreRemote core, Medium medium) {
        return new MediaState(
                index, access, core, Gates.CLOSED, new Interworking.Unset(), medium, null, 0);
    }

    /** One that the WIC offers. */
    static MediaState create(int index, AccessRemote access, MediaDescription offer) {
        return create(index, access, new CoreRemote.Unset(), StreamMedium.ofAccess(offer));
    }

    MediaState with(Local reserved) {
        return new MediaState(index, access, core, gates, how, medium, reserved, closures);
    }

    /** The same stream as it is to be; an Unset leaves what is known. */
    MediaState with(AccessRemote newAccess, CoreRemote newCore, Gates newGates) {
        return new MediaState(
                index,
                newAccess instanceof AccessRemote.Described d ? living(d) : access,
                newCore instanceof CoreRemote.Unset ? core : newCore,
                newGates,
                how,
                medium,
                local,
                closures);
    }

    /** The WIC's end after so many closures: it may have the certificate that it had before. */
    private AccessRemote living(AccessRemote.Described heard) {
        return closures == 0
                ? heard
                : new AccessRemote.Described(
                        heard.ufrag(),
                        heard.password(),
                        heard.fingerprints(),
                        heard.role(),
                        heard.rtcpMux(),
                        heard.association() + "#" + closures);
    }

    /** The same stream with this to be done to its media; an Unset leaves what is known. */
    MediaState with(Interworking now) {
        return now instanceof Interworking.Unset
                ? this
                : new MediaState(index, access, core, gates, now, medium, local, closures);
    }

    /** The same stream with what a newer exchange says of it. */
    MediaState with(Medium now) {
        return new MediaState(index, access, core, gates, how, medium.with(now), local, closures);
    }

    /** Whether the two ends hear of each other what they would hear of us, in the same terms. */
    boolean isRelayed() {
        return how instanceof Interworking.Unset || how instanceof Interworking.Relayed;
    }

    /** The same stream when the eIMS-AGW was told otherwise since: whatever it is to be is new. */
    MediaState unsettled() {
        var nothing = new Interworking.Unset();
        return new MediaState(
                index,
                access,
                new CoreRemote.Unset(),
                Gates.OPEN,
                nothing,
                medium,
                local,
                closures);
    }

    MediaState closed() {
        return new MediaState(index, access, core, Gates.CLOSED, how, medium, local, closures + 1);
    }

    /** All of it, for a stream that is new. */
    Stream whole() {
        return new Stream(index, access, core, gates, how, medium);
    }

    /** All of it but the WIC's end, for a stream that was turned elsewhere since. */
    Stream again() {
        boolean isUntold = how instanceof Interworking.Unset;
        var now = isUntold ? new Interworking.Relayed() : how;
        return new Stream(index, new AccessRemote.Unset(), core, gates, now, medium);
    }

    /** What is new in {@code next}; null when nothing is. */
    @Nullable Stream changeTo(MediaState next) {
        boolean sameAccess = access.equals(next.access);
        boolean sameCore = core.equals(next.core);
        boolean sameHow = how.equals(next.how);
        boolean sameMedium = medium.equals(next.medium);
        boolean sameMedia = sameHow && sameMedium;
        if (sameAccess && sameCore && sameMedia && gates.equals(next.gates)) {
            return null;
        }
        return new Stream(
                index,
                sameAccess ? new AccessRemote.Unset() : next.access,
                sameCore ? new CoreRemote.Unset() : next.core,
                next.gates,
                sameHow ? new Interworking.Unset() : next.how,
                sameMedium ? Medium.UNSET : next.medium);
    }

    /** What is new in {@code next} of streams that all exist already. */
    static List<Stream> changes(Map<Integer, MediaState> before, Map<Integer, MediaState> next) {
        var out = new ArrayList<Stream>();
        for (var entry : new TreeMap<>(next).entrySet()) {
            var was = before.get(entry.getKey());
            var change = was == null ? null : was.changeTo(entry.getValue());
            if (change != null) {
                out.add(change);
            }
        }
        return out;
    }

    AccessRemote access() {
        return access;
    }

    /** What was reserved; a description is never written before it is. */
    Local local() {
        if (local == null) {
            throw new IllegalStateException("stream " + index + " is not reserved");
        }
        return local;
    }
}
