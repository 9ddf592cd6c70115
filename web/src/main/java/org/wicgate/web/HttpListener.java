package org.wicgate.web;

import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.logging.Level;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listening address: HTTP/1.1, a virtual thread for each connection, everything bounded. */
final class HttpListener implements AutoCloseable {
    /** A longer body is answered 413. */
    static final int MAX_BODY = 16 * 1024;

    /**
     * A body up to here is read to its end before the 413: a client whose connection is cut while
     * it still sends never sees the answer. A longer one is cut off.
     */
    private static final int MAX_DRAINED = 1024 * 1024;

    private static final int MAX_HEADERS = 16 * 1024;
    private static final int MAX_CONNECTIONS = 4_000;
    private static final int MAX_REQUESTS = 500;
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

    /**
     * Helidon dumps the bytes of requests it does not understand into the log: strangers must not
     * fill ours, nor tokens get there. Held, or the level would be forgotten.
     */
    private static final java.util.logging.Logger HELIDON =
            java.util.logging.Logger.getLogger("io.helidon");

    static {
        HELIDON.setLevel(Level.SEVERE);
    }

    private final WebServer server;
    private final InetSocketAddress address;

    private HttpListener(WebServer server, InetSocketAddress address) {
        this.server = server;
        this.address = address;
    }

    /**
     * Starts to listen.
     *
     * @throws IOException with one line for a person, when the address cannot be had
     */
    static HttpListener start(ListenAt at, Function<WebRequest, WebAnswer> handler)
            throws IOException {
        var wanted = at.address();
        if (wanted.isUnresolved()) {
            throw new IOException("unknown host " + wanted.getHostString());
        }
        var config =
                WebServer.builder()
                        .shutdownHook(false)
                        .featuresDiscoverServices(false)
                        .address(wanted.getAddress())
                        .port(wanted.getPort())
                        .maxPayloadSize(MAX_DRAINED)
                        .maxTcpConnections(MAX_CONNECTIONS)
                        .maxConcurrentRequests(MAX_REQUESTS)
                        .idleConnectionTimeout(IDLE)
                        .shutdownGracePeriod(GRACE)
                        .protocolsDiscoverServices(false)
                        .addProtocol(Http1Config.builder().maxHeadersSize(MAX_HEADERS).build())
                        .directHandlers(problems())
                        .routing(routing(handler));
        boolean secure = protect(config, at.security());
        tryToBind(wanted);
        var server = config.build().start();
        if (server.port() <= 0) { // Helidon logs why, and goes on
            server.stop();
            throw new IOException("cannot listen on TCP " + text(wanted));
        }
        var address = new InetSocketAddress(wanted.getAddress(), server.port());
        LOG.atInfo()
                .addKeyValue("address", text(address))
                .addKeyValue("tls", secure)
                .log("listening for HTTP");
        return new HttpListener(server, address);
    }

    /** Helidon does not say why it cannot listen: find out before. */
    private static void tryToBind(InetSocketAddress wanted) throws IOException {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(wanted);
        } catch (BindException e) {
            String why = String.valueOf(e.getMessage());
            throw new IOException(
                    why.contains("in use")
                            ? "TCP port %d on %s is already in use by another program"
                                    .formatted(wanted.getPort(), wanted.getHostString())
                            : "cannot listen on TCP " + text(wanted) + ": " + why,
                    e);
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    private static boolean protect(WebServerConfig.Builder config, ListenAt.Security security)
            throws IOException {
        return switch (security) {
            case ListenAt.Security.Plain _ -> false;
            case ListenAt.Security.Tls(var shown) -> {
                config.tls(
                        Tls.builder()
                                .sslContext(context(new PresentKey(shown)))
                                .enabledProtocols(List.of("TLSv1.3", "TLSv1.2"))
                                .build());
                yield true;
            }
        };
    }

    private static SSLContext context(PresentKey key) throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {key}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS: " + e.getMessage(), e);
        }
    }

    private static HttpRouting.Builder routing(Function<WebRequest, WebAnswer> handler) {
        return HttpRouting.builder().any((request, response) -> serve(handler, request, response));
    }

    private static void serve(
            Function<WebRequest, WebAnswer> handler, ServerRequest in, ServerResponse out)
            throws IOException {
        var request = read(in);
        WebAnswer answer;
        try {
            answer =
                    request.body().length > MAX_BODY
                            ? WebAnswer.problem(
                                    413, "Content Too Large", "At most " + MAX_BODY + " bytes.")
                            : handler.apply(request);
        } catch (RuntimeException e) { // the edge: a bug ends this request and no other
            LOG.atError()
                    .addKeyValue("method", request.method())
                    .addKeyValue("path", request.path())
                    .setCause(e)
                    .log("request failed");
            answer = WebAnswer.problem(500, "Internal Server Error", "See the log.");
        }
        out.status(Status.create(answer.status()));
        answer.headers().forEach(out::header);
        if (request.method().equals("HEAD") || answer.body().length == 0) {
            out.send();
        } else {
            out.send(answer.body());
        }
    }

    private static WebRequest read(ServerRequest in) throws IOException {
        byte[] body = new byte[0];
        if (in.content().hasEntity()) {
            try (InputStream stream = in.content().inputStream()) {
                body = stream.readNBytes(MAX_BODY + 1);
                stream.transferTo(OutputStream.nullOutputStream());
            }
        }
        var headers = new HashMap<String, String>();
        for (Header header : in.headers()) {
            headers.putIfAbsent(header.name().toLowerCase(Locale.ROOT), header.get());
        }
        return new WebRequest(
                in.prologue().method().text(),
                in.path().rawPathNoParams(),
                in.query().rawValue(),
                headers,
                body,
                remote(in),
                in.isSecure());
    }

    private static InetAddress remote(ServerRequest in) {
        return in.remotePeer().address() instanceof InetSocketAddress peer
                ? peer.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    /** What Helidon answers by itself becomes a problem document as well. */
    private static DirectHandlers problems() {
        var handlers = DirectHandlers.builder();
        for (var event : EventType.values()) {
            handlers.addHandler(event, HttpListener::problem);
        }
        return handlers.build();
    }

    private static DirectHandler.TransportResponse problem(
            DirectHandler.TransportRequest request,
            EventType event,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        // Our own failures never come here, so what Helidon calls internal is the peer's rubbish.
        var told = event == EventType.INTERNAL_ERROR ? Status.BAD_REQUEST_400 : status;
        var problem =
                WebAnswer.problem(
                        told.code(), told.reasonPhrase(), "The request was not understood.");
        return DirectHandler.TransportResponse.builder()
                .status(told)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, "application/problem+json")
                .keepAlive(false)
                .entity(problem.body())
                .build();
    }

    /** Where it listens; the port is the real one. */
    InetSocketAddress address() {
        return address;
    }

    /** Stops listening, lets requests under way finish for two seconds, then ends them. */
    @Override
    public void close() {
        server.stop();
    }
}
