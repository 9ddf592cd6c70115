package org.wicgate.ng;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Counters.Drop;

/** What an rtpengine says that it carried, in its answers to query and delete. */
final class NgStatistics {
    private static final int DISCARD = 9;

    private NgStatistics() {}

    /**
     * Reads it.
     *
     * @param indices of the streams, in the order of their m-lines
     */
    static List<Counters> read(Value.Dictionary answer, List<Integer> indices) {
        var tags = answer.dictionary("tags");
        var access = tags.dictionary(NgSession.ACCESS).dictionaries("medias");
        var core = tags.dictionary(NgSession.CORE).dictionaries("medias");
        var out = new ArrayList<Counters>();
        for (int i = 0; i < indices.size(); i++) {
            var fromAccess = at(access, i);
            out.add(
                    new Counters(
                            indices.get(i),
                            way(fromAccess),
                            way(at(core, i)),
                            pair(fromAccess),
                            suite(fromAccess),
                            ""));
        }
        return out;
    }

    private static Value.Dictionary at(List<Value.Dictionary> medias, int place) {
        return place < medias.size() ? medias.get(place) : Value.Dictionary.empty();
    }

    /** What came from a party. An rtpengine does not say why it dropped what it dropped. */
    private static Counters.Direction way(Value.Dictionary media) {
        long packets = 0;
        long bytes = 0;
        long errors = 0;
        long last = 0;
        for (var stream : media.dictionaries("streams")) {
            var stats = stream.dictionary("stats");
            packets += stats.number("packets");
            bytes += stats.number("bytes");
            errors += stats.number("errors");
            last = Math.max(last, stream.number("last packet"));
        }
        Map<Drop, Long> drops = errors == 0 ? Map.of() : Map.of(Drop.MALFORMED, errors);
        return new Counters.Direction(packets, bytes, drops, packets == 0 ? 0 : last * 1_000);
    }

    private static String pair(Value.Dictionary media) {
        for (var stream : media.dictionaries("streams")) {
            var far = stream.dictionary("endpoint");
            String address = far.text("address");
            if (address != null && far.number("port") != DISCARD) {
                return stream.text("local address")
                        + ":"
                        + stream.number("local port")
                        + " "
                        + address
                        + ":"
                        + far.number("port");
            }
        }
        return "";
    }

    private static String suite(Value.Dictionary media) {
        for (var stream : media.dictionaries("streams")) {
            String suite = stream.text("crypto suite");
            if (suite != null) {
                return suite;
            }
        }
        return "";
    }
}
