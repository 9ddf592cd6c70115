package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The demo page as a person uses it. */
final class Page {
    private final Chromium chromium;
    private final String name;

    Page(Chromium chromium, String name) {
        this.chromium = chromium;
        this.name = name;
    }

    /**
     * RTP as the browser counts it; energies only grow while there is sound, codecs are MIME types.
     * Certificates are told by their fingerprints.
     */
    record Rtp(
            String connection,
            String dtls,
            String srtp,
            String iceRole,
            String ownCertificate,
            String peerCertificate,
            long packetsIn,
            long packetsOut,
            long lost,
            double energyIn,
            double energyOut,
            String codecIn,
            String codecOut) {}

    /** Logs in with the name as the password, and waits until registered. */
    Page login() {
        logIn(name, name);
        awaitRegistration("registered");
        assertEquals("sip:" + name + "@" + Demo.DOMAIN, text("identity"));
        picture("registered");
        return this;
    }

    void logIn(String username, String password) {
        fill("username", username);
        fill("password", password);
        click("login-button");
    }

    Page dial(String target) {
        fill("target", target);
        click("call-button");
        return this;
    }

    /** Waits for a call and takes it. */
    void answer(String caller) {
        assertEquals(caller, text("incoming-peer"));
        picture("incoming");
        click("answer");
    }

    void awaitState(String state) {
        chromium.tell(name, "waitFor", "call", "state", state);
    }

    /** Waits until the call waits for its connection, or has it back. */
    void awaitReconnecting(boolean on) {
        chromium.tell(name, "waitFor", "call", "reconnecting", String.valueOf(on));
    }

    /** Waits for the end of the call, of that cause, and gives what the page says about it. */
    String outcome(String cause) {
        chromium.tell(name, "waitFor", "outcome", "cause", cause);
        picture("ended");
        return text("outcome");
    }

    void awaitHidden(String id) {
        chromium.tell(name, "hidden", id);
    }

    /** Waits until the element's text has that in it. */
    void awaitText(String id, String text) {
        chromium.tell(name, "awaitText", id, text);
    }

    /** Waits until the video element shows a moving picture. */
    void awaitPicture(String id) {
        chromium.tell(name, "playing", id);
    }

    /**
     * Keeps a picture of this state for the documents, when the tests are run with {@code
     * -Dwicgate.images=docs/images}; otherwise among the others.
     */
    void shown(String state) {
        String folder = System.getProperty("wicgate.images", "");
        if (folder.isEmpty()) {
            picture(state);
        } else {
            var path = Peer.ROOT.resolve(folder).resolve("page-" + state + ".png");
            chromium.tell(name, "keep", path.toString());
        }
    }

    void press(String key) {
        chromium.tell(name, "press", key);
    }

    /** The test id of what has the focus. */
    String focused() {
        return chromium.tell(name, "focused").asString();
    }

    /** What axe-core finds against WCAG, as "impact rule element"; a page too wide is one. */
    List<String> accessibilityFaults() {
        return chromium.tell(name, "accessibility").valueStream().map(JsonNode::asString).toList();
    }

    void fill(String id, String text) {
        chromium.tell(name, "fill", id, text);
    }

    void click(String id) {
        chromium.tell(name, "click", id);
    }

    /** Picks the option with that text. */
    void pick(String id, String label) {
        chromium.tell(name, "pick", id, label);
    }

    /** From now on the page is told that nobody looks at it. */
    void lookAway() {
        chromium.tell(name, "lookAway");
    }

    /** The titles of the notifications that the page has raised, "(gone)" behind some. */
    List<String> notes() {
        return chromium.tell(name, "notes").valueStream().map(JsonNode::asString).toList();
    }

    /** The names of the loudspeakers that the page plays calls on. */
    List<String> speakers() {
        return chromium.tell(name, "speakers").valueStream().map(JsonNode::asString).toList();
    }

    String text(String id) {
        return chromium.tell(name, "text", id).asString();
    }

    /** From its next login on the page knows of this gateway alone. */
    void gatewayIs(String uri) {
        chromium.tell(name, "gatewayIs", uri);
    }

    /** What Math.random() gives in the page until {@link #honestLuck}. */
    void luck(String number) {
        chromium.tell(name, "luck", number);
    }

    void honestLuck() {
        chromium.tell(name, "luck");
    }

    /**
     * Calls echo by the page's library without Gm, leaves, and gives the cause of the call's end.
     */
    String plainCall(String username) {
        return chromium.tell(name, "plainCall", username).asString();
    }

    /** Ends its session at the WWSF, as another window of its browser would. */
    void logOutElsewhere() {
        chromium.tell(name, "logOutElsewhere");
    }

    /** Cuts its WebSocket off, as a network does. */
    void cut() {
        chromium.tell(name, "cut");
    }

    /**
     * The subprotocol its last WebSocket asked for, and the code it closed it with, 0 if it did
     * not.
     */
    Socket socket() {
        JsonNode socket = chromium.tell(name, "socket");
        return new Socket(socket.path("asked").asString(""), socket.path("closedWith").asInt(0));
    }

    record Socket(String asked, int closedWith) {}

    void awaitRegistration(String state) {
        chromium.tell(name, "waitFor", "registration", "state", state);
    }

    /** What SIP.js in the page answers to one of the verbs of {@code sipjs.mjs}. */
    JsonNode sipJs(String verb, String... with) {
        return chromium.tell(name, "sipJs" + verb, with);
    }

    void closeTab() {
        chromium.tell(name, "closeTab");
    }

    void picture(String what) {
        chromium.picture(name, what);
    }

    /** The SIP messages that the page sent since it was opened, in order, without the token. */
    List<String> sent() {
        return chromium.tell(name, "sent").valueStream().map(JsonNode::asString).toList();
    }

    Rtp rtp() {
        JsonNode rtp = chromium.tell(name, "rtp");
        return new Rtp(
                rtp.path("connection").asString(""),
                rtp.path("dtls").asString(""),
                rtp.path("srtp").asString(""),
                rtp.path("iceRole").asString(""),
                rtp.path("own").asString(""),
                rtp.path("peer").asString(""),
                rtp.path("packetsIn").asLong(0),
                rtp.path("packetsOut").asLong(0),
                rtp.path("lost").asLong(0),
                rtp.path("energyIn").asDouble(0),
                rtp.path("energyOut").asDouble(0),
                rtp.path("codecIn").asString(""),
                rtp.path("codecOut").asString(""));
    }

    /**
     * Sound goes out and comes in: counted by the browser over two seconds, and over two more as
     * long as the browser itself, on a busy machine, did not speak all the time.
     */
    Rtp hears() {
        Patience.until(
                Patience.USUAL,
                () -> name + " hears nothing: " + rtp(),
                () -> rtp().packetsIn() > 10 && rtp().energyIn() > 0);
        var seen = new Rtp[] {rtp(), rtp()};
        Patience.until(
                Patience.USUAL,
                () -> name + " has no steady sound, before and after: " + List.of(seen),
                () -> {
                    seen[0] = seen[1];
                    Patience.pause(Duration.ofSeconds(2));
                    seen[1] = rtp();
                    return seen[1].packetsIn() - seen[0].packetsIn() > 60
                            && seen[1].packetsOut() - seen[0].packetsOut() > 60;
                });
        var before = seen[0];
        var after = seen[1];
        assertTrue(after.energyIn() > before.energyIn(), "heard: " + before + after);
        assertTrue(after.energyOut() > before.energyOut(), "spoke: " + before + after);
        assertEquals("connected", after.dtls(), after.toString());
        return after;
    }
}
