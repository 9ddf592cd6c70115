package org.wicgate.app;

import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.wicgate.epcscf.Report;

/** Turns what the eP-CSCF reports into log lines, counters, and the list of calls in progress. */
final class EdgeReports {
    private static final Logger LOG = LoggerFactory.getLogger("org.wicgate.epcscf");

    private final Calm calm = new Calm(System::nanoTime);
    private final Metrics metrics;
    private final QualityMetrics quality;
    private final Calls calls;
    private final Registrations registrations;
    private final CoreTargets targets;

    EdgeReports(Metrics metrics, Calls calls, Registrations registrations, CoreTargets targets) {
        this.metrics = metrics;
        this.quality = new QualityMetrics(metrics);
        this.calls = calls;
        this.registrations = registrations;
        this.targets = targets;
    }

    /** Takes one report; called on the shard's thread. */
    void take(Report report) {
        switch (report) {
            case Report.Registered r -> registered(r);
            case Report.Unregistered r -> unregistered(r);
            case Report.RegistrationRefused r -> registrationRefused(r);
            case Report.RequestRefused r -> requestRefused(r);
            case Report.RegEventRefused r -> regEventRefused(r);
            case Report.CallStarted r -> callStarted(r);
            case Report.CallAnswered r -> callAnswered(r);
            case Report.CallEnded r -> callEnded(r);
            case Report.Charged r -> charged(r);
            case Report.MediaConnected r -> mediaConnected(r);
            case Report.MediaSecured r -> mediaSecured(r);
            case Report.MediaLost r -> mediaLost(r);
            case Report.GatewayRefused r -> gatewayRefused(r);
            case Report.MediaEnded r -> mediaEnded(r);
            case Report.TargetDown r -> targetDown(r);
            case Report.TargetUp r -> targetUp(r);
            case Report.NoTarget r -> noTarget(r);
            case Report.Overload r -> overload(r);
            case Report.Malformed r -> malformed(r);
            case Report.Dropped r -> dropped(r);
        }
    }

    private void callStarted(Report.CallStarted r) {
        calls.started(r);
        count("wicgate_calls_started_total", "from", word(r.from()));
        debug("call started")
                .addKeyValue("call", r.callId())
                .addKeyValue("caller", r.caller())
                .addKeyValue("callee", r.callee())
                .log();
    }

    private void callAnswered(Report.CallAnswered r) {
        calls.answered(r);
        debug("call answered")
                .addKeyValue("call", r.callId())
                .addKeyValue("after_ms", r.after().toMillis())
                .log();
    }

    private void charged(Report.Charged r) {
        debug("charging data")
                .addKeyValue("call", r.callId())
                .addKeyValue("icid", r.icid())
                .addKeyValue("functions", String.join(", ", r.functions()))
                .log();
    }

    private void mediaConnected(Report.MediaConnected r) {
        debug("media connected")
                .addKeyValue("call", r.callId())
                .addKeyValue("pair", r.pair())
                .log();
    }

    private void mediaSecured(Report.MediaSecured r) {
        debug("media secured")
                .addKeyValue("call", r.callId())
                .addKeyValue("profile", r.profile())
                .log();
    }

    private void mediaLost(Report.MediaLost r) {
        count("wicgate_media_lost_total", "cause", word(r.loss()));
        warn("media lost")
                .addKeyValue("call", r.callId())
                .addKeyValue("cause", word(r.loss()))
                .addKeyValue("why", r.why())
                .log();
    }

    private void gatewayRefused(Report.GatewayRefused r) {
        count("wicgate_gateway_refused_total", "cause", word(r.cause()));
        warn("eIMS-AGW refused")
                .addKeyValue("call", r.callId())
                .addKeyValue("cause", word(r.cause()))
                .addKeyValue("why", r.why())
                .log();
    }

    private void targetDown(Report.TargetDown r) {
        count("wicgate_core_target_failures_total");
        (targets.isDown(r) ? warn("core target in quarantine") : debug("core target in quarantine"))
                .addKeyValue("target", CoreTargets.text(r.target()))
                .addKeyValue("why", r.why())
                .addKeyValue("next_try_s", r.time().toSeconds())
                .addKeyValue("shard", r.shard())
                .log();
    }

    private void targetUp(Report.TargetUp r) {
        (targets.isUp(r) ? info("core target is back") : debug("core target is back"))
                .addKeyValue("target", CoreTargets.text(r.target()))
                .addKeyValue("after_s", r.after().toSeconds())
                .addKeyValue("shard", r.shard())
                .log();
    }

    private void noTarget(Report.NoTarget r) {
        count("wicgate_core_no_target_total");
        long leftOut = calm.leftOut("no target");
        if (leftOut < 0) {
            return;
        }
        warn("next hop has no address")
                .addKeyValue("more_before", leftOut)
                .addKeyValue("method", r.method())
                .addKeyValue("next_hop", r.next())
                .addKeyValue("why", r.why())
                .log();
    }

    private void overload(Report.Overload r) {
        (r.refuses()
                        ? warn("late: part of what is new is refused")
                        : info("in time again: nothing is refused for that"))
                .addKeyValue("shard", r.shard())
                .addKeyValue("late_ms", r.lag().toMillis())
                .log();
    }

    private void malformed(Report.Malformed r) {
        count("wicgate_malformed_total", "from", word(r.from()));
        long leftOut = calm.leftOut("malformed " + r.from() + r.answered());
        if (leftOut < 0) {
            return;
        }
        warn("not a SIP message")
                .addKeyValue("more_before", leftOut)
                .addKeyValue("from", word(r.from()))
                .addKeyValue("connection", r.connection())
                .addKeyValue("why", r.why())
                .addKeyValue("answered", r.answered())
                .log();
    }

    private void dropped(Report.Dropped r) {
        count("wicgate_dropped_total", "from", word(r.from()));
        debug("dropped")
                .addKeyValue("from", word(r.from()))
                .addKeyValue("what", r.what())
                .addKeyValue("why", r.why())
                .log();
    }

    private void registered(Report.Registered r) {
        registrations.put(r);
        count("wicgate_registrations_total", "kind", r.refresh() ? "refresh" : "initial");
        (r.refresh() ? debug("registration refreshed") : info("registered"))
                .addKeyValue("impu", r.impu())
                .addKeyValue("impi", r.impi())
                .addKeyValue("scheme", word(r.scheme()))
                .addKeyValue("expires_s", r.expires().toSeconds())
                .addKeyValue("connection", r.connection())
                .log();
    }

    private void unregistered(Report.Unregistered r) {
        registrations.remove(r.connection(), r.impu());
        count("wicgate_unregistrations_total", "ending", word(r.ending()));
        info("unregistered")
                .addKeyValue("impu", r.impu())
                .addKeyValue("ending", word(r.ending()))
                .addKeyValue("connection", r.connection())
                .log();
    }

    private void registrationRefused(Report.RegistrationRefused r) {
        count(
                "wicgate_refused_total",
                "what",
                "register",
                "status",
                "" + r.status(),
                "cause",
                word(r.refusal()));
        boolean isToken = r.refusal() == Report.Refusal.BAD_TOKEN; // few details, all our own
        long leftOut =
                calm.leftOut("register " + r.status() + r.refusal() + (isToken ? r.detail() : ""));
        if (leftOut < 0) {
            return;
        }
        warn("registration refused")
                .addKeyValue("more_before", leftOut)
                .addKeyValue("impu", r.impu())
                .addKeyValue("status", r.status())
                .addKeyValue("cause", word(r.refusal()))
                .addKeyValue("detail", r.detail())
                .addKeyValue("connection", r.connection())
                .log();
    }

    private void regEventRefused(Report.RegEventRefused r) {
        count("wicgate_reg_event_refused_total", "status", "" + r.status());
        warn("the core does not tell of registrations that it ends")
                .addKeyValue("impu", r.impu())
                .addKeyValue("status", r.status())
                .addKeyValue("to_do", "let it serve Event: reg, or reg_event: off")
                .log();
    }

    private void requestRefused(Report.RequestRefused r) {
        count(
                "wicgate_refused_total",
                "what",
                "request",
                "status",
                "" + r.status(),
                "cause",
                word(r.refusal()));
        long leftOut = calm.leftOut("request " + r.from() + r.status() + r.refusal());
        if (leftOut < 0) {
            return;
        }
        warn("request refused")
                .addKeyValue("more_before", leftOut)
                .addKeyValue("from", word(r.from()))
                .addKeyValue("method", r.method())
                .addKeyValue("status", r.status())
                .addKeyValue("cause", word(r.refusal()))
                .addKeyValue("connection", r.connection())
                .log();
    }

    private void callEnded(Report.CallEnded r) {
        calls.ended(r);
        count("wicgate_calls_ended_total", "cause", word(r.end()));
        if (!r.mediaFollows() || r.end() == Report.CallEnd.STOPPED) {
            CallLine.write(LOG, r, List.of());
        }
    }

    /** When the node stops nobody waits for what the media carried. */
    private void mediaEnded(Report.MediaEnded r) {
        quality.count(r.counters().streams());
        if (r.call().end() != Report.CallEnd.STOPPED) {
            CallLine.write(LOG, r.call(), r.counters().streams());
        }
    }

    private void count(String name, String... tags) {
        metrics.count(name, tags);
    }

    /** For what happens so often that its counter says it: a line each would cost more than it. */
    private static LoggingEventBuilder debug(String message) {
        return LOG.atDebug().setMessage(message);
    }

    private static LoggingEventBuilder info(String message) {
        return LOG.atInfo().setMessage(message);
    }

    private static LoggingEventBuilder warn(String message) {
        return LOG.atWarn().setMessage(message);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
