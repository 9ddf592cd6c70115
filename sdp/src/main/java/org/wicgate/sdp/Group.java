package org.wicgate.sdp;

import java.util.List;

/**
 * A grouping of media by their mid (RFC 5888 §5).
 *
 * @param semantics such as BUNDLE or LS
 * @param mids its members
 */
public record Group(String semantics, List<String> mids) {
    static Group parse(String value) {
        var words = Words.of(value);
        return new Group(words.getFirst(), List.copyOf(words.subList(1, words.size())));
    }
}
