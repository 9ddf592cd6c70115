package org.wicgate.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the session part and a media part have in common: lines in order, and the ways to read them.
 * Each reader sees this part only; {@link SessionDescription} has those that know which session
 * attribute stands in for a missing media attribute.
 */
public sealed interface Section permits SessionDescription, MediaDescription {
    /** The lines of this part, unknown attributes included, in the order received. */
    List<Line> lines();

    // Loops and not streams: these are asked some hundred times for each call

    /** All attributes in order. */
    default List<Attribute> attributes() {
        return lines().stream()
                .filter(line -> line.type() == 'a')
                .map(line -> new Attribute(line.attributeName(), line.attributeValue()))
                .toList();
    }

    /** The values of every attribute of this name, in order. */
    default List<String> values(String name) {
        var values = new ArrayList<String>();
        for (var line : lines()) {
            if (line.isAttribute(name)) {
                values.add(line.attributeValue());
            }
        }
        return values;
    }

    /** The value of the first attribute of this name. */
    default Optional<String> value(String name) {
        for (var line : lines()) {
            if (line.isAttribute(name)) {
                return Optional.of(line.attributeValue());
            }
        }
        return Optional.empty();
    }

    /** Whether an attribute of this name is here. */
    default boolean has(String name) {
        for (var line : lines()) {
            if (line.isAttribute(name)) {
                return true;
            }
        }
        return false;
    }

    /** The value of the first line of a type that is not an attribute. */
    default Optional<String> line(char type) {
        for (var line : lines()) {
            if (line.type() == type) {
                return Optional.of(line.value());
            }
        }
        return Optional.empty();
    }

    /** The first c= line of this part; empty also when it cannot be read. */
    default Optional<Connection> ownConnection() {
        return line('c').map(Connection::parse);
    }

    /** The direction attribute of this part. */
    default Optional<Direction> ownDirection() {
        for (var line : lines()) {
            var direction = line.type() == 'a' ? Direction.parse(line.value()) : null;
            if (direction != null) {
                return Optional.of(direction);
            }
        }
        return Optional.empty();
    }

    /** The fingerprints of this part; lines that cannot be read are passed over. */
    default List<Fingerprint> ownFingerprints() {
        return values("fingerprint").stream()
                .map(Fingerprint::parse)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The b= lines of this part; those that cannot be read are passed over. */
    default List<Bandwidth> bandwidths() {
        return lines().stream()
                .filter(line -> line.type() == 'b')
                .map(line -> Bandwidth.parse(line.value()))
                .filter(Objects::nonNull)
                .toList();
    }

    /** The lines with one more, put where the order of RFC 8866 §5 wants it, last of its type. */
    static List<Line> plus(List<Line> lines, Line added, String order) {
        int rank = order.indexOf(added.type());
        int at = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (order.indexOf(lines.get(i).type()) <= rank) {
                at = i + 1;
            }
        }
        var out = new ArrayList<Line>(lines);
        out.add(at, added);
        return out;
    }
}
