package org.wicgate.app;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.wicgate.epcscf.Report;
import org.wicgate.sip.Hop;

/**
 * The targets of the core that are in quarantine. Each shard has its own opinion; a target is down
 * here from the first that says so to the last that takes it back.
 */
final class CoreTargets {
    private record Down(Set<Integer> shards, String why, long since) {}

    private final List<String> nextHops;
    private final Map<String, Down> down = new TreeMap<>();

    /**
     * @param nextHops as configured
     */
    CoreTargets(List<String> nextHops) {
        this.nextHops = List.copyOf(nextHops);
    }

    /** How a target is written everywhere. */
    static String text(Hop.Address target) {
        String host = target.address().getAddress().getHostAddress();
        String at = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return target.transport() + " " + at + ":" + target.address().getPort();
    }

    /** Whether that is news. */
    synchronized boolean isDown(Report.TargetDown report) {
        var known =
                down.computeIfAbsent(
                        text(report.target()),
                        _ -> new Down(new HashSet<>(), report.why(), System.nanoTime()));
        known.shards.add(report.shard());
        return known.shards.size() == 1;
    }

    /** Whether no shard has it in quarantine any more. */
    synchronized boolean isUp(Report.TargetUp report) {
        String target = text(report.target());
        var known = down.get(target);
        if (known == null || !known.shards.remove(report.shard()) || !known.shards.isEmpty()) {
            return false;
        }
        down.remove(target);
        return true;
    }

    /** How many are down. */
    synchronized int size() {
        return down.size();
    }

    /** As a JSON object. */
    synchronized Map<String, Object> json() {
        var all =
                down.entrySet().stream()
                        .map(e -> {
                            var one = new LinkedHashMap<String, Object>();
                            one.put("target", e.getKey());
                            one.put("why", e.getValue().why);
                            one.put("shards", e.getValue().shards.size());
                            long nanos = System.nanoTime() - e.getValue().since;
                            one.put("down_s", nanos / 1_000_000_000);
                            return one;
                        })
                        .toList();
        var json = new HashMap<String, Object>();
        json.put("next_hops", nextHops);
        json.put("down", all);
        return json;
    }
}
