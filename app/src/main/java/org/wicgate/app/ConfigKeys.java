package org.wicgate.app;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every key that {@link Config} has, by the name its environment variable uses. An entry of a map
 * has the map's name and its own, in small letters: {@code WICGATE_LAB_PHONES_CAROL}.
 */
final class ConfigKeys {
    private static final Map<String, Key> MAPS = new TreeMap<>();
    private static final Map<String, Key> ALL = collect();

    /** A key: its steps from the top, and whether its value is a list. */
    record Key(List<String> path, boolean isList) {}

    private ConfigKeys() {}

    /** Keys by their steps joined with underscores, without the prefix. */
    static Map<String, Key> all() {
        return ALL;
    }

    /** The key of that name, or null when there is none. */
    static @Nullable Key find(String name) {
        Key key = ALL.get(name);
        if (key != null) {
            return key;
        }
        for (var map : MAPS.entrySet()) {
            String prefix = map.getKey() + "_";
            if (name.startsWith(prefix) && name.length() > prefix.length()) {
                var path = new ArrayList<>(map.getValue().path());
                path.add(name.substring(prefix.length()));
                return new Key(List.copyOf(path), map.getValue().isList());
            }
        }
        return null;
    }

    private static Map<String, Key> collect() {
        var found = new TreeMap<String, Key>();
        collect(Config.class, List.of(), found);
        return Map.copyOf(found);
    }

    private static void collect(Class<?> type, List<String> above, Map<String, Key> found) {
        for (RecordComponent component : type.getRecordComponents()) {
            var path = new ArrayList<>(above);
            path.add(snake(component.getName()));
            if (component.getType().isRecord()) {
                collect(component.getType(), path, found);
            } else if (component.getType() == Map.class) {
                boolean isList = component.getGenericType().getTypeName().contains("List<");
                MAPS.put(String.join("_", path), new Key(List.copyOf(path), isList));
            } else {
                boolean isList = component.getType() == List.class;
                found.put(String.join("_", path), new Key(List.copyOf(path), isList));
            }
        }
    }

    private static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
