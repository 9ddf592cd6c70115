package org.wicgate.ng;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an ng message is made of: the four kinds of value that bencode has. */
public sealed interface Value {
    /** Octets, each of them one character. */
    record Text(String octets) implements Value {}

    /** A whole number. */
    record Whole(long number) implements Value {}

    /** Values in order. */
    record Sequence(List<Value> values) implements Value {
        public Sequence {
            values = List.copyOf(values);
        }

        /** Of texts. */
        static Sequence of(List<String> texts) {
            return new Sequence(texts.stream().map(text -> (Value) new Text(text)).toList());
        }
    }

    /** Values by name, in the order in which they came or were put. */
    record Dictionary(Map<String, Value> entries) implements Value {
        public Dictionary {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        /** Without entries. */
        public static Dictionary empty() {
            return new Dictionary(Map.of());
        }

        /** The same with this entry too. */
        public Dictionary with(String key, Value value) {
            var more = new LinkedHashMap<>(entries);
            more.put(key, value);
            return new Dictionary(more);
        }

        /** The same with this text too. */
        public Dictionary with(String key, String text) {
            return with(key, new Text(text));
        }

        /** The same with this number too. */
        public Dictionary with(String key, long number) {
            return with(key, new Whole(number));
        }

        /** The text of that name; null when there is none. */
        public @Nullable String text(String key) {
            return entries.get(key) instanceof Text(var octets) ? octets : null;
        }

        /** The number of that name; 0 when there is none. */
        public long number(String key) {
            return entries.get(key) instanceof Whole(var number) ? number : 0;
        }

        /** The texts in the list of that name, or the one text; none when there is neither. */
        public List<String> texts(String key) {
            var out = new ArrayList<String>();
            switch (entries.get(key)) {
                case Text(var octets) -> out.add(octets);
                case Sequence(var values) -> {
                    for (var value : values) {
                        if (value instanceof Text(var octets)) {
                            out.add(octets);
                        }
                    }
                }
                case null, default -> {}
            }
            return out;
        }

        /** The dictionary of that name; an empty one when there is none. */
        public Dictionary dictionary(String key) {
            return entries.get(key) instanceof Dictionary found ? found : empty();
        }

        /** The dictionaries in the list of that name. */
        public List<Dictionary> dictionaries(String key) {
            var out = new ArrayList<Dictionary>();
            if (entries.get(key) instanceof Sequence(var values)) {
                for (var value : values) {
                    if (value instanceof Dictionary one) {
                        out.add(one);
                    }
                }
            }
            return out;
        }
    }
}
