package org.wicgate.sip.locate;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.wicgate.base.Entropy;

/** The order in which the servers of a service are tried: RFC 2782. */
final class Weights {
    private Weights() {}

    /** The lowest priority first; within one, by lot, each as often as its weight says. */
    static List<Resource.Srv> order(List<Resource.Srv> records, Entropy entropy) {
        var byPriority = new TreeMap<Integer, List<Resource.Srv>>();
        for (var srv : records) {
            byPriority.computeIfAbsent(srv.priority(), _ -> new ArrayList<>()).add(srv);
        }
        var ordered = new ArrayList<Resource.Srv>();
        for (var left : byPriority.values()) {
            // "place all those with weight 0 at the beginning of the list"
            left.sort((a, b) -> Boolean.compare(a.weight() > 0, b.weight() > 0));
            while (left.size() > 1) {
                ordered.add(left.remove(draw(left, entropy)));
            }
            ordered.addAll(left);
        }
        return ordered;
    }

    private static int draw(List<Resource.Srv> left, Entropy entropy) {
        long sum = left.stream().mapToLong(Resource.Srv::weight).sum();
        // 0 to sum, both included, as the RFC has it; 2^32 is so much more that no bias shows
        long lot = (entropy.number() & 0xFFFF_FFFFL) % (sum + 1);
        long running = 0;
        for (int i = 0; i < left.size(); i++) {
            running += left.get(i).weight();
            if (running >= lot) {
                return i;
            }
        }
        throw new IllegalStateException("lot " + lot + " of " + sum);
    }
}
