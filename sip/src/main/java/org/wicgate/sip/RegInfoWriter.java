package org.wicgate.sip;

import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** Writes reginfo (RFC 3680 §5.4). */
final class RegInfoWriter {
    private final StringBuilder out = new StringBuilder(512);

    private RegInfoWriter() {}

    static byte[] write(RegInfo info) {
        var writer = new RegInfoWriter();
        writer.document(info);
        return writer.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void document(RegInfo info) {
        out.append("<?xml version=\"1.0\"?>\n<reginfo xmlns=\"urn:ietf:params:xml:ns:reginfo\"");
        attribute("version", Long.toString(info.version()));
        attribute("state", info.full() ? "full" : "partial");
        out.append(">\n");
        info.registrations().forEach(this::registration);
        out.append("</reginfo>\n");
    }

    private void registration(RegInfo.Registration registration) {
        out.append("  <registration");
        attribute("aor", registration.aor());
        attribute("id", registration.id());
        attribute("state", registration.state().word());
        out.append(">\n");
        registration.contacts().forEach(this::contact);
        out.append("  </registration>\n");
    }

    private void contact(RegInfo.Contact contact) {
        out.append("    <contact");
        attribute("id", contact.id());
        attribute("state", contact.state().word());
        attribute("event", contact.event().word());
        contact.expires().ifPresent(seconds -> attribute("expires", Long.toString(seconds)));
        if (!contact.callId().isEmpty()) {
            attribute("callid", contact.callId());
        }
        contact.cseq().ifPresent(number -> attribute("cseq", Long.toString(number)));
        out.append(">\n      <uri>");
        text(contact.uri());
        out.append("</uri>\n");
        new TreeMap<>(contact.params())
                .forEach((name, value) -> {
                    out.append("      <unknown-param");
                    attribute("name", name);
                    out.append('>');
                    text(value);
                    out.append("</unknown-param>\n");
                });
        out.append("    </contact>\n");
    }

    private void attribute(String name, String value) {
        out.append(' ').append(name).append("=\"");
        text(value);
        out.append('"');
    }

    private void text(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                default -> out.append(c < ' ' ? ' ' : c);
            }
        }
    }
}
