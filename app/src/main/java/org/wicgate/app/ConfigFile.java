package org.wicgate.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads the YAML file into {@link Config}: every problem with its line, unknown keys with the
 * nearest known one, and every key open to an environment variable ({@code epcscf.mw.next_hop} is
 * {@code WICGATE_EPCSCF_MW_NEXT_HOP}).
 */
final class ConfigFile {
    private static final String PREFIX = "WICGATE_";

    /** Variables with our prefix that are not keys of the file. */
    private static final List<String> NOT_KEYS = List.of("WICGATE_JAVA_OPTS", "WICGATE_DIR");

    /** What is wrong: {@code line} is 0 when it comes from no line. */
    record Problem(int line, String what) {
        /** As one line that names the file. */
        String in(Path file) {
            return line == 0 ? file + ": " + what : file + ":" + line + ": " + what;
        }
    }

    /** A configuration, or what is wrong with it; never both. */
    record Outcome(@Nullable Config config, List<Problem> problems) {}

    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();

    private ConfigFile() {}

    /** The file's text; fails with one line when it cannot be read. */
    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new Failure("no such file: " + file, e);
        } catch (IOException e) {
            throw new Failure("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Reads the file, or fails with all its problems, a line each. */
    static Config load(Path file, Map<String, String> environment) {
        var outcome = read(text(file), environment);
        if (outcome.config() != null) {
            return outcome.config();
        }
        throw new Failure(
                outcome.problems().stream()
                        .map(p -> p.in(file))
                        .collect(Collectors.joining(System.lineSeparator())));
    }

    /** Reads {@code yaml} with {@code environment} laid over it. */
    static Outcome read(String yaml, Map<String, String> environment) {
        var file = new ConfigFile();
        Config config = file.bind(yaml, new TreeMap<>(environment));
        if (config != null && file.problems.isEmpty()) {
            for (var broken : ConfigRules.broken(config)) {
                file.problem(broken.path(), broken.what());
            }
        }
        file.problems.sort(Comparator.comparingInt(Problem::line));
        return file.problems.isEmpty()
                ? new Outcome(config, List.of())
                : new Outcome(null, List.copyOf(file.problems));
    }

    private @Nullable Config bind(String yaml, Map<String, String> environment) {
        var mapper = mapper();
        try {
            index(mapper, yaml);
            JsonNode tree = mapper.readTree(yaml);
            if (!(tree instanceof ObjectNode root)) {
                problems.add(new Problem(1, "the file holds no keys"));
                return null;
            }
            overlay(root, environment);
            return mapper.treeToValue(root, Config.class);
        } catch (JacksonException e) {
            String path = path(e);
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
            String what = e.getOriginalMessage();
            problems.add(
                    new Problem(
                            lines.getOrDefault(path, line),
                            (path.isEmpty() ? "" : path + ": ") + firstLine(what)));
            return null;
        }
    }

    private YAMLMapper mapper() {
        return YAMLMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .addHandler(new UnknownKeys())
                .build();
    }

    /** Remembers the line of every key. */
    private void index(YAMLMapper mapper, String yaml) {
        try (JsonParser parser = mapper.createParser(yaml)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.PROPERTY_NAME) {
                    lines.putIfAbsent(
                            path(parser.streamReadContext()),
                            parser.currentTokenLocation().getLineNr());
                }
            }
        }
    }

    private void overlay(ObjectNode root, Map<String, String> environment) {
        for (var variable : environment.entrySet()) {
            String name = variable.getKey();
            if (!name.startsWith(PREFIX) || NOT_KEYS.contains(name)) {
                continue;
            }
            String wanted = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
            var keys = ConfigKeys.find(wanted);
            if (keys == null) {
                problems.add(
                        new Problem(
                                0,
                                "environment "
                                        + name
                                        + ": "
                                        + unknown(wanted, ConfigKeys.all().keySet())));
                continue;
            }
            set(root, keys, variable.getValue());
        }
    }

    private void set(ObjectNode root, ConfigKeys.Key key, String value) {
        ObjectNode at = root;
        for (String step : key.path().subList(0, key.path().size() - 1)) {
            at = at.get(step) instanceof ObjectNode below ? below : at.putObject(step);
        }
        String last = key.path().getLast();
        if (key.isList()) {
            var list = at.putArray(last);
            for (String each : value.split(",")) {
                list.add(each.trim());
            }
        } else {
            at.put(last, value);
        }
    }

    private void problem(String path, String what) {
        String at = path;
        while (!lines.containsKey(at) && at.contains(".")) {
            at = at.substring(0, at.lastIndexOf('.'));
        }
        problems.add(new Problem(lines.getOrDefault(at, 0), path + ": " + what));
    }

    private static String unknown(String key, Iterable<String> known) {
        String nearest = Nearest.to(key, known);
        return "no such key" + (nearest == null ? "" : "; did you mean " + nearest + "?");
    }

    private static String path(TokenStreamContext context) {
        var steps = new ArrayList<String>();
        for (TokenStreamContext c = context; c != null && !c.inRoot(); c = c.getParent()) {
            if (c.inObject() && c.currentName() != null) {
                steps.addFirst(c.currentName());
            }
        }
        return String.join(".", steps);
    }

    /** The path of a key; the context of one whose value is a list or a map does not name it. */
    private static String pathOf(String name, JsonParser parser) {
        String path = path(parser.streamReadContext());
        boolean isNamed = path.equals(name) || path.endsWith("." + name);
        return isNamed ? path : path.isEmpty() ? name : path + "." + name;
    }

    private static String path(JacksonException e) {
        var steps = new ArrayList<String>();
        for (var reference : e.getPath()) {
            if (reference.getPropertyName() != null) {
                steps.add(reference.getPropertyName());
            }
        }
        return String.join(".", steps);
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "not readable" : text.lines().findFirst().orElse("");
    }

    private final class UnknownKeys extends DeserializationProblemHandler {
        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context,
                JsonParser parser,
                ValueDeserializer<?> deserializer,
                Object beanOrClass,
                String name) {
            var known = new ArrayList<String>();
            deserializer.getKnownPropertyNames().forEach(n -> known.add(String.valueOf(n)));
            problem(pathOf(name, parser), unknown(name, known));
            parser.skipChildren();
            return true;
        }
    }
}
