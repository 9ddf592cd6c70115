package org.wicgate.sip;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;

/**
 * Reads reginfo with the JDK's pull parser, which is told to load nothing from anywhere. Elements
 * of other namespaces are passed over (RFC 3680 §5.3).
 */
final class RegInfoReader {
    private static final String NAMESPACE = "urn:ietf:params:xml:ns:reginfo";
    private static final int MAX_REGISTRATIONS = 64;
    private static final int MAX_CONTACTS = 256;
    private static final int MAX_PARAMS = 32;
    private static final int MAX_DEPTH = 16;

    private final XMLStreamReader in;
    private final List<RegInfo.Registration> registrations = new ArrayList<>();
    private int contacts;

    private RegInfoReader(XMLStreamReader in) {
        this.in = in;
    }

    static Decoded<RegInfo> read(byte[] xml) {
        if (xml.length > RegInfo.MAX_SIZE) {
            return new Decoded.Malformed<>("reginfo of " + xml.length + " bytes");
        }
        return Reading.of(() -> {
            try {
                var in = factory().createXMLStreamReader(new ByteArrayInputStream(xml));
                return new RegInfoReader(in).document();
            } catch (XMLStreamException e) {
                var at = e.getLocation();
                int line = at == null ? 0 : at.getLineNumber();
                throw new Malformation("reginfo is not well-formed XML, line " + line);
            }
        });
    }

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    private RegInfo document() throws XMLStreamException {
        while (in.next() != XMLStreamConstants.START_ELEMENT) {
            if (in.getEventType() == XMLStreamConstants.DTD) {
                throw new Malformation("reginfo with a document type declaration");
            }
        }
        if (!is("reginfo")) {
            throw new Malformation("root element is no reginfo");
        }
        var version = number("version");
        if (version.isEmpty()) {
            throw new Malformation("reginfo without a version");
        }
        boolean full =
                switch (String.valueOf(attribute("state"))) {
                    case "full" -> true;
                    case "partial" -> false;
                    default -> throw new Malformation("reginfo state is neither full nor partial");
                };
        while (child()) {
            if (is("registration") && registrations.size() < MAX_REGISTRATIONS) {
                registrations.add(registration());
            } else if (is("registration")) {
                throw new Malformation("more than " + MAX_REGISTRATIONS + " registrations");
            } else {
                skip(2);
            }
        }
        return new RegInfo(version.getAsLong(), full, registrations);
    }

    private RegInfo.Registration registration() throws XMLStreamException {
        String aor = wanted("registration", "aor");
        String id = wanted("registration", "id");
        var state = RegInfo.State.of(attribute("state"));
        if (state == null) {
            throw new Malformation("registration without a state");
        }
        var found = new ArrayList<RegInfo.Contact>();
        while (child()) {
            if (!is("contact")) {
                skip(3);
            } else if (++contacts > MAX_CONTACTS) {
                throw new Malformation("more than " + MAX_CONTACTS + " contacts");
            } else {
                found.add(contact());
            }
        }
        return new RegInfo.Registration(aor, id, state, found);
    }

    private RegInfo.Contact contact() throws XMLStreamException {
        String id = wanted("contact", "id");
        var state = RegInfo.State.of(attribute("state"));
        var event = RegInfo.Event.of(attribute("event"));
        if (state == null || state == RegInfo.State.INIT || event == null) {
            throw new Malformation("contact without a state or event");
        }
        var expires = number("expires");
        String callId = attribute("callid");
        var cseq = number("cseq");
        String uri = "";
        Map<String, String> params = new HashMap<>();
        while (child()) {
            if (is("uri")) {
                uri = in.getElementText().strip();
            } else if (is("unknown-param") && params.size() < MAX_PARAMS) {
                String name = wanted("unknown-param", "name");
                params.put(name, in.getElementText().strip());
            } else {
                skip(4);
            }
        }
        if (uri.isEmpty()) {
            throw new Malformation("contact without a uri");
        }
        return new RegInfo.Contact(
                uri, id, state, event, expires, callId == null ? "" : callId, cseq, params);
    }

    /** Goes to the next child of the element whose start, or whose last child, was read. */
    private boolean child() throws XMLStreamException {
        while (true) {
            switch (in.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    return true;
                }
                case XMLStreamConstants.END_ELEMENT, XMLStreamConstants.END_DOCUMENT -> {
                    return false;
                }
                default -> {}
            }
        }
    }

    private void skip(int depth) throws XMLStreamException {
        if (depth > MAX_DEPTH) {
            throw new Malformation("reginfo is nested too deeply");
        }
        while (child()) {
            skip(depth + 1);
        }
    }

    private boolean is(String name) {
        String namespace = in.getNamespaceURI();
        return in.getLocalName().equals(name)
                && (namespace == null || namespace.isEmpty() || namespace.equals(NAMESPACE));
    }

    private String wanted(String element, String name) {
        String value = attribute(name);
        if (value == null || value.isEmpty()) {
            throw new Malformation(element + " without " + name);
        }
        return value;
    }

    private OptionalLong number(String name) {
        String value = attribute(name);
        return value == null ? OptionalLong.empty() : Numbers.seconds(value.strip());
    }

    private @Nullable String attribute(String name) {
        return in.getAttributeValue(null, name);
    }
}
