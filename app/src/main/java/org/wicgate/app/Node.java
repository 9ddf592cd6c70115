package org.wicgate.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.base.Entropy;
import org.wicgate.net.DnsClient;
import org.wicgate.net.DnsSettings;
import org.wicgate.net.ServerTls;
import org.wicgate.net.Shards;
import org.wicgate.net.SipTls;
import org.wicgate.net.SystemEntropy;
import org.wicgate.net.W2Admission;
import org.wicgate.store.DemoAccounts;
import org.wicgate.store.Store;
import org.wicgate.store.StoreFailure;
import org.wicgate.web.AdminServer;
import org.wicgate.web.RevocationWatch;

/**
 * All roles of one process, wired by hand: made in the order in which they need each other, closed
 * in the other. Starting fails with one line that says what to mend.
 */
final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** What is put into an empty database. */
    enum Seed {
        NONE,
        /** The accounts that the README names. */
        DEMO
    }

    private final Config config;
    private final Path data;
    private final Seed seed;
    private final Entropy entropy = new SystemEntropy();
    private final Metrics metrics = new Metrics();
    private final Calls calls = new Calls();
    private final CallTimelines timelines = new CallTimelines();
    private final Registrations registrations = new Registrations();
    private final Gateways gateways = new Gateways();
    private final CoreTargets targets;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean ready;

    private Node(Config config, Path base, Seed seed) {
        this.config = config;
        this.data = base.resolve(config.dataDir());
        this.seed = seed;
        var epcscf = config.epcscf();
        this.targets = new CoreTargets(epcscf == null ? List.of() : epcscf.mw().nextHop());
        open.push(blocking::shutdownNow);
    }

    /**
     * Starts the roles of a configuration.
     *
     * @param base what relative paths in it start from
     */
    static Node start(Config config, Path base, Seed seed) {
        var node = new Node(config, base, seed);
        try {
            node.start();
            return node;
        } catch (IOException e) {
            node.close();
            throw new Failure(whatToMend(e), e);
        } catch (StoreFailure e) {
            node.close();
            throw new Failure(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    @Override
    public void close() {
        ready = false;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.atWarn().addKeyValue("why", e).log("not closed cleanly");
            }
        }
    }

    private void start() throws IOException {
        admin();
        makeDataFolder();
        var tls = keep(NodeTls.start(config, data));
        tls.show(metrics);
        var lab = config.lab();
        if (lab != null) {
            keep(LabRole.start(config, lab, entropy));
        }
        WebRole web = null;
        if (config.wwsf() != null) {
            web = keep(WebRole.start(config, config.wwsf(), store(), entropy, tls.server()));
            web.show(metrics);
        }
        if (config.epcscf() != null || config.eimsagw() != null) {
            media(web, tls.server());
        }
        ready = true;
        LOG.info("ready");
    }

    private void media(@Nullable WebRole web, ServerTls credential) throws IOException {
        int count =
                config.shards() == 0 ? Runtime.getRuntime().availableProcessors() : config.shards();
        var shards = keep(Shards.start("signalling", count));
        metrics.total("wicgate_bugs_total", () -> shards.bugs().count());
        var iq = new IqLink();
        gateways.see(iq);
        var eimsagw = config.eimsagw();
        if (eimsagw != null) {
            keep(MediaRole.start(eimsagw, shards, entropy, blocking, metrics, iq));
            if (eimsagw.ng().isWanted()) {
                keep(NgRole.start(eimsagw.ng(), iq, shards, entropy, metrics));
            }
        }
        var epcscf = config.epcscf();
        if (epcscf != null) {
            for (String gateway : epcscf.gateways()) {
                var at = HostPort.address(gateway).resolve();
                iq.add(keep(NgGateway.start(at, shards, entropy, iq::take)));
            }
            edge(epcscf, iq, shards, web, credential);
        }
    }

    private void edge(
            Config.EpCscf epcscf,
            IqLink iq,
            Shards shards,
            @Nullable WebRole web,
            ServerTls credential)
            throws IOException {
        var reports = new EdgeReports(metrics, calls, registrations, targets);
        var dns = new DnsClient(dns(config.dns()), blocking);
        var remote =
                web != null
                        ? null
                        : keep(new RemoteWaf(epcscf.registration(), config.homeDomain()));
        var check = remote == null ? Objects.requireNonNull(web).check() : remote.check();
        var outside = new EdgeShard.Outside(iq, check, reports, blocking, dns);
        var edge =
                keep(
                        EdgeRole.start(
                                config,
                                epcscf,
                                new EdgeRole.Needs(
                                        shards,
                                        entropy,
                                        RouteKeys.next(data, entropy),
                                        credential,
                                        mwTls(epcscf.mw()),
                                        admission(epcscf, web),
                                        outside,
                                        timelines,
                                        dns)));
        if (web != null) {
            web.onRevoked(edge::revoked);
            keep(RevocationWatch.start(web.revocations(), RevocationWatch.USUAL, edge::revoked));
        } else if (remote != null) {
            remote.onRevoked(edge::revoked);
        }
        calls.audit(iq);
        edge.show(metrics);
        metrics.gauge("wicgate_registered", registrations::size);
        metrics.gauge("wicgate_calls", calls::size);
        metrics.gauge("wicgate_core_targets_down", targets::size);
    }

    private W2Admission admission(Config.EpCscf epcscf, @Nullable WebRole web) {
        return epcscf.w2().requireSession() && web != null
                ? web.admission(blocking)
                : new W2Admission.Anybody();
    }

    private @Nullable SipTls mwTls(Config.Mw mw) throws IOException {
        if (mw.tls() == null) {
            return null;
        }
        var secure = keep(MwTls.start(mw.tls()));
        secure.show(metrics);
        return secure.tls();
    }

    private static DnsSettings dns(Config.Dns dns) throws UnknownHostException {
        var servers = new ArrayList<InetSocketAddress>();
        for (String server : dns.servers()) {
            servers.add(HostPort.dnsServer(server).resolve());
        }
        return new DnsSettings(servers, Duration.ofMillis(dns.timeoutMs()));
    }

    private void admin() throws IOException {
        var role = config.admin();
        if (role == null) {
            return;
        }
        Supplier<List<String>> unready = () -> ready ? List.of() : List.of("starting or stopping");
        Map<String, Supplier<Object>> api =
                Map.of(
                        "/api/v1/calls", calls::json,
                        "/api/v1/registrations", registrations::json,
                        "/api/v1/core", targets::json,
                        "/api/v1/gateways", gateways::json);
        Map<String, AdminServer.Lookup> lookups =
                Map.of(
                        "/api/v1/calls/recent",
                        (_, query) -> timelines.recent(query),
                        "/api/v1/calls/{id}",
                        (id, _) -> calls.one(id),
                        "/api/v1/calls/{id}/timeline",
                        timelines::timeline);
        keep(
                AdminServer.start(
                        HostPort.uri(role.listen()).resolve(),
                        new AdminServer.Sources(
                                unready,
                                metrics::text,
                                api,
                                lookups,
                                Map.of("/api/v1/gateways/{id}/drain", gateways::drain))));
    }

    private void makeDataFolder() {
        try {
            Files.createDirectories(data);
        } catch (FileAlreadyExistsException e) {
            throw new Failure("cannot write to the data folder " + data + ": it is a file", e);
        } catch (FileSystemException e) {
            String why = e.getReason() == null ? "permission denied" : e.getReason();
            throw new Failure("cannot write to the data folder " + data + ": " + why, e);
        } catch (IOException e) {
            throw new Failure("cannot write to the data folder " + data + ": " + e, e);
        }
        if (!Files.isWritable(data) || !Files.isExecutable(data)) {
            throw new Failure("cannot write to the data folder " + data + ": permission denied");
        }
    }

    private Store store() {
        var store = keep(Data.open(config, data));
        metrics.gauge("wicgate_store_up", () -> store.isAnswering() ? 1 : 0);
        metrics.total("wicgate_store_failures_total", store::failures);
        if (seed == Seed.DEMO) {
            var wwsf = config.wwsf();
            DemoAccounts.seed(
                    store, config.homeDomain(), wwsf == null ? "wwsf" : wwsf.id(), entropy);
        }
        return store;
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    private static String whatToMend(IOException e) {
        return switch (e) {
            case UnknownHostException _ -> "no address for host " + e.getMessage();
            default -> String.valueOf(e.getMessage());
        };
    }
}
