package org.wicgate.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium with a fake microphone, driven by {@code interop/browser/driver.mjs}. */
final class Chromium implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private final Peer driver;
    private final BufferedReader answers;
    private final Writer commands;
    private final String pictures;
    private int picture;
    private int id;

    /** {@code scenario} starts the names of the pictures. */
    Chromium(String scenario) {
        pictures = scenario;
        Path browser = Peer.ROOT.resolve("interop/browser");
        if (!Files.exists(browser.resolve("node_modules/playwright-core"))) {
            throw new AssertionError("no playwright-core: (cd interop/browser && npm ci)");
        }
        driver =
                Peer.start(
                        "chromium-" + scenario,
                        "nodejs",
                        browser,
                        List.of(
                                "node",
                                "driver.mjs",
                                Peer.TARGET.resolve("screenshots").toString()),
                        Map.of(),
                        Peer.Redirected.ERRORS);
        answers = driver.output();
        commands = driver.process().outputWriter(StandardCharsets.UTF_8);
        if (!read().has("ready")) {
            throw new AssertionError("no Chromium: apt-get install chromium\n" + driver.log());
        }
    }

    /** A window of its own with the demo page in it. */
    Page open(String name) {
        return open(name, Demo.page(), "desktop");
    }

    /** The same over https, where only wss is allowed. */
    Page openSecure(String name) {
        return open(name, Demo.securePage(), "desktop");
    }

    /** The same at phone width, in the dark. */
    Page openOnPhone(String name) {
        return open(name, Demo.page(), "phone");
    }

    /** The page of another program than the demo's. */
    Page open(String name, URI wwsf) {
        return open(name, wwsf.toString(), "desktop");
    }

    /** The same in a browser that trusts no certificate but those of its system. */
    Page openStrict(String name, URI wwsf) {
        return open(name, wwsf.toString(), "strict");
    }

    /** The same in a browser that knows this audio codec, and events, and no other. */
    Page openKnowing(String codec, String name, URI wwsf) {
        tell(name, "open", wwsf.toString(), "desktop", codec);
        return new Page(this, name);
    }

    /** The same in a network that lets no UDP out. */
    Page openWithoutUdp(String name, URI wwsf) {
        tell(name, "open", wwsf.toString(), "desktop", "", "no UDP");
        return new Page(this, name);
    }

    /** The same in a network that lets nothing out but to a TURN server. */
    Page openRelayed(String name, URI wwsf) {
        tell(name, "open", wwsf.toString(), "desktop", "", "TURN only");
        return new Page(this, name);
    }

    private Page open(String name, String url, String look) {
        tell(name, "open", url, look);
        return new Page(this, name);
    }

    JsonNode tell(String page, String verb, String... with) {
        var command = new LinkedHashMap<String, Object>();
        command.put("id", ++id);
        command.put("page", page);
        command.put("do", verb);
        command.put("with", with);
        try {
            commands.write(JSON.writeValueAsString(command) + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new AssertionError("Chromium's driver is gone\n" + driver.log(), e);
        }
        JsonNode answer = read();
        if (answer.has("error")) {
            var said = new ArrayList<>(List.of(with));
            throw new AssertionError(
                    page + " " + verb + " " + said + ": " + answer.path("error").asString());
        }
        return answer.path("ok");
    }

    /** Keeps a picture of the page as it is now. */
    void picture(String page, String what) {
        tell(page, "screenshot", "%s-%02d-%s-%s".formatted(pictures, ++picture, page, what));
    }

    private JsonNode read() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new AssertionError("Chromium's driver ended\n" + driver.log());
            }
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            commands.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            driver.close();
        }
    }
}
