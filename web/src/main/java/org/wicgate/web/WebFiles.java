package org.wicgate.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * The files of the browser WIC, read once into memory: what is served is what was there at the
 * start, and no path from outside ever reaches the file system.
 */
public final class WebFiles {
    private static final int MAX_FILES = 500;
    private static final long MAX_BYTES = 32L * 1024 * 1024;
    private static final String OTHER = "application/octet-stream";
    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("html", "text/html; charset=utf-8"),
                    Map.entry("js", "text/javascript; charset=utf-8"),
                    Map.entry("mjs", "text/javascript; charset=utf-8"),
                    Map.entry("css", "text/css; charset=utf-8"),
                    Map.entry("json", "application/json"),
                    Map.entry("map", "application/json"),
                    Map.entry("webmanifest", "application/manifest+json"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("png", "image/png"),
                    Map.entry("ico", "image/x-icon"),
                    Map.entry("woff2", "font/woff2"),
                    Map.entry("wav", "audio/wav"),
                    Map.entry("mp3", "audio/mpeg"),
                    Map.entry("ogg", "audio/ogg"),
                    Map.entry("wasm", "application/wasm"),
                    Map.entry("txt", "text/plain; charset=utf-8"));

    private record Served(WebAnswer answer, String etag) {}

    private final Map<String, Served> byPath;

    private WebFiles(Map<String, Served> byPath) {
        this.byPath = Map.copyOf(byPath);
    }

    /**
     * Reads a directory, which may also lie within a jar's file system; hidden files are left out.
     *
     * @throws IOException with one line for a person, also when there is no index.html or too much
     */
    public static WebFiles of(Path directory) throws IOException {
        var byPath = new HashMap<String, Served>();
        long bytes = 0;
        Path folder = real(directory);
        try (var walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (name.startsWith(".") || name.contains("/.")) {
                    continue;
                }
                bytes += Files.size(file);
                if (byPath.size() >= MAX_FILES || bytes > MAX_BYTES) {
                    throw new IOException(directory + " holds more than a web page: refused");
                }
                byPath.put("/" + name, served(name, Files.readAllBytes(file)));
            }
        }
        var index = byPath.get("/index.html");
        if (index == null) {
            throw new IOException("no index.html in " + directory);
        }
        byPath.put("/", index);
        return new WebFiles(byPath);
    }

    /** A release is often put in place by a symbolic link, which a walk does not follow. */
    private static Path real(Path directory) throws IOException {
        try {
            return directory.toRealPath();
        } catch (NoSuchFileException e) {
            throw new IOException("there is no folder " + directory + " with the pages", e);
        }
    }

    /** A page that says that there is none, for a WWSF that only serves its API. */
    public static WebFiles none() {
        var page =
                "<!doctype html><html lang=\"en\"><title>Wicgate</title>"
                        + "<p>This WWSF has no page: it was started without the browser WIC.</p>";
        return new WebFiles(Map.of("/", served("index.html", page.getBytes(UTF_8))));
    }

    private static Served served(String name, byte[] bytes) {
        int dot = name.lastIndexOf('.');
        String extension = name.substring(dot + 1).toLowerCase(Locale.ROOT);
        String etag = '"' + digest(bytes) + '"';
        var answer =
                WebAnswer.of(200, TYPES.getOrDefault(extension, OTHER), bytes)
                        .with("ETag", etag)
                        .with("Cache-Control", "no-cache");
        return new Served(answer, etag);
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /** The file at a path, 304 when the browser has it, or 404. */
    WebAnswer answer(WebRequest request) {
        var served = byPath.get(request.path());
        if (served == null) {
            return WebAnswer.problem(404, "Not Found", "There is nothing here.");
        }
        if (request.header("If-None-Match").contains(served.etag())) {
            return WebAnswer.empty(304)
                    .with("ETag", served.etag())
                    .with("Cache-Control", "no-cache");
        }
        return served.answer();
    }
}
