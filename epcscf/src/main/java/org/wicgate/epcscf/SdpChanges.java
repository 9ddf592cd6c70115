package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wicgate.epcscf.Report.Side;

/**
 * What the IMS-ALG made of a description, and why: found by comparing what came with what was sent,
 * line by line, so that it is told as it was.
 */
final class SdpChanges {
    private record Change(List<String> out, List<String> in) {
        Change() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private final SdpReasons reasons;

    private SdpChanges(SdpReasons reasons) {
        this.reasons = reasons;
    }

    /**
     * The changes, those with one reason together.
     *
     * @param to who hears the second description
     * @param isAnswer whether it answers an offer
     */
    static List<Map<String, Object>> between(
            List<String> before, List<String> after, Side to, boolean isAnswer) {
        return new SdpChanges(new SdpReasons(to, isAnswer)).between(cut(before), cut(after));
    }

    private List<Map<String, Object>> between(List<List<String>> before, List<List<String>> after) {
        var all = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
            var was = i < before.size() ? before.get(i) : List.<String>of();
            var is = i < after.size() ? after.get(i) : List.<String>of();
            for (var change : section(was, is).entrySet()) {
                var one = new LinkedHashMap<String, Object>();
                one.put("of", i == 0 ? "session" : "m-line " + (i - 1));
                one.put("why", change.getKey());
                if (!change.getValue().out.isEmpty()) {
                    one.put("taken_out", change.getValue().out);
                }
                if (!change.getValue().in.isEmpty()) {
                    one.put("put_in", change.getValue().in);
                }
                all.add(one);
            }
        }
        return all;
    }

    private Map<String, Change> section(List<String> was, List<String> is) {
        var changes = new LinkedHashMap<String, Change>();
        var gone = new ArrayList<>(was);
        is.forEach(gone::remove);
        var fresh = new ArrayList<>(is);
        was.forEach(fresh::remove);
        var lost = SdpReasons.lostFormats(was, is);
        for (String line : gone) {
            change(changes, reasons.of(line, true, was, is, lost)).out.add(line);
        }
        for (String line : fresh) {
            change(changes, reasons.of(line, false, was, is, lost)).in.add(line);
        }
        return changes;
    }

    private static Change change(Map<String, Change> changes, String why) {
        return changes.computeIfAbsent(why, _ -> new Change());
    }

    /** The session's lines, then those of each medium. */
    private static List<List<String>> cut(List<String> lines) {
        var sections = new ArrayList<List<String>>();
        sections.add(new ArrayList<>());
        for (String line : lines) {
            if (line.startsWith("m=")) {
                sections.add(new ArrayList<>());
            }
            sections.getLast().add(line);
        }
        return sections;
    }
}
