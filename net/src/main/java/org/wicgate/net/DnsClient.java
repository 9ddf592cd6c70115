package org.wicgate.net;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.sip.locate.Answer;
import org.wicgate.sip.locate.Question;
import org.wicgate.sip.locate.Resource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.hosts.HostsFileParser;

/**
 * Asks DNS servers (RFC 1035) what a {@link org.wicgate.sip.locate.Locator} wants to know, without
 * ever blocking its thread. One server is asked after the other, twice around, the one first that
 * answered last; with the system's servers comes the system's hosts file. It keeps no answers: the
 * locator does.
 */
public final class DnsClient {
    private static final Logger LOG = LoggerFactory.getLogger(DnsClient.class);
    private static final int ROUNDS = 2;

    private final List<SimpleResolver> servers = new ArrayList<>();
    private final Duration timeout;
    private final Executor executor;

    /** With the system's servers comes its hosts file; null without. */
    private final @Nullable HostsFileParser hosts;

    private final AtomicInteger best = new AtomicInteger();
    private final LongAdder asked = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /**
     * @param executor where answers are read and given on
     */
    public DnsClient(DnsSettings settings, Executor executor) {
        this.timeout = settings.timeout();
        this.executor = executor;
        boolean asTheSystem = settings.servers().isEmpty();
        this.hosts = asTheSystem ? new HostsFileParser() : null;
        var addresses =
                asTheSystem ? ResolverConfig.getCurrentConfig().servers() : settings.servers();
        for (var address : addresses) {
            var server = new SimpleResolver(address);
            server.setTimeout(timeout);
            servers.add(server);
        }
        LOG.info("names are asked of {}", addresses);
    }

    /** The longest that an answer can take. */
    public Duration patience() {
        return timeout.multipliedBy((long) ROUNDS * Math.max(1, servers.size()));
    }

    /** Questions to servers so far. */
    public long asked() {
        return asked.sum();
    }

    /** Questions that no server answered. */
    public long failed() {
        return failed.sum();
    }

    /** Asks; {@code reply} is called once, on a thread of the executor. */
    public void ask(Question question, Consumer<Answer> reply) {
        Message query;
        try {
            var name = Name.fromString(question.name(), Name.root);
            query = Message.newQuery(Record.newRecord(name, type(question), DClass.IN));
        } catch (TextParseException e) {
            executor.execute(() -> reply.accept(new Answer.Failed("not a domain name")));
            return;
        }
        executor.execute(new Round(question, query, reply)::begin);
    }

    /** What the system's hosts file says of a name; null when it does not have it. */
    private static @Nullable Answer ofHosts(HostsFileParser hosts, Record question) {
        int type = question.getType();
        if (type != Type.A && type != Type.AAAA) {
            return null;
        }
        try {
            var name = question.getName();
            var address = hosts.getAddressForHost(name, type);
            if (address.isPresent()) {
                var record = new Resource.Address(name.toString(true), address.get());
                return new Answer.Found(List.of(record), Duration.ZERO);
            }
            int other = type == Type.A ? Type.AAAA : Type.A;
            return hosts.getAddressForHost(name, other).isPresent()
                    ? new Answer.None(Duration.ZERO)
                    : null;
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("why", e).log("no hosts file");
            return null;
        }
    }

    /** One question on its way from server to server. */
    private final class Round {
        private final Question question;
        private final Message query;
        private final Consumer<Answer> reply;
        private final int first = best.get();
        private int tries;
        private String why = "";

        Round(Question question, Message query, Consumer<Answer> reply) {
            this.question = question;
            this.query = query;
            this.reply = reply;
        }

        void begin() {
            var file = hosts;
            var own = file == null ? null : ofHosts(file, query.getQuestion());
            if (own == null) {
                next();
            } else {
                reply.accept(own);
            }
        }

        void next() {
            if (servers.isEmpty()) {
                why = "no DNS server is known";
            }
            if (tries == ROUNDS * servers.size()) {
                failed.increment();
                LOG.atWarn()
                        .addKeyValue("question", question)
                        .addKeyValue("why", why)
                        .log("no DNS server answers");
                reply.accept(new Answer.Failed(why));
                return;
            }
            int index = (first + tries++) % servers.size();
            asked.increment();
            var _ =
                    servers.get(index)
                            .sendAsync(query, executor)
                            .whenCompleteAsync((answer, bad) -> took(index, answer, bad), executor);
        }

        private void took(int index, @Nullable Message answer, @Nullable Throwable bad) {
            var server = servers.get(index).getAddress();
            if (answer == null) {
                why = server + " " + reason(bad);
                next();
                return;
            }
            switch (answer.getRcode()) {
                case Rcode.NOERROR, Rcode.NXDOMAIN -> {
                    best.set(index);
                    reply.accept(DnsAnswers.read(answer, type(question)));
                }
                default -> {
                    why = server + " says " + Rcode.string(answer.getRcode());
                    next();
                }
            }
        }

        private static String reason(@Nullable Throwable bad) {
            var cause =
                    bad instanceof CompletionException && bad.getCause() != null
                            ? bad.getCause()
                            : bad;
            return switch (cause) {
                case TimeoutException _ -> "is silent";
                case IOException e
                        when String.valueOf(e.getMessage())
                                .toLowerCase(Locale.ROOT)
                                .contains("timed out") ->
                        "is silent";
                case null -> "has no answer";
                default -> String.valueOf(cause.getMessage());
            };
        }
    }

    private static int type(Question question) {
        return switch (question.type()) {
            case NAPTR -> Type.NAPTR;
            case SRV -> Type.SRV;
            case A -> Type.A;
            case AAAA -> Type.AAAA;
        };
    }
}
