package org.wicgate.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.wicgate.wic.CallReport;
import org.wicgate.wic.CallReport.Phase;
import org.wicgate.wic.UserAgent;
import tools.jackson.databind.json.JsonMapper;

/** Counts what became of the users of one process and of their calls; on any thread. */
final class Tally {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_CAUSES = 20;

    private final int users;
    private final List<Duration> registrations = new ArrayList<>();
    private final List<Duration> answers = new ArrayList<>();
    private final Map<String, Integer> failures = new TreeMap<>();
    private int notRegistered;
    private int calls;
    private int good;
    private int talking;
    private int atOnce;
    private int taken;
    private long sent;
    private long received;
    private long lost;
    private int poor;
    private double worstLoss;

    /**
     * @param users how many there are to be
     */
    Tally(int users) {
        this.users = users;
    }

    /** One user, who tells what happens to him. */
    final class User {
        private boolean settled;
        private boolean inCall;

        /** Counts what his agent told. */
        void heard(UserAgent.Out out) {
            synchronized (Tally.this) {
                switch (out) {
                    case UserAgent.Out.Registered(var took, _) -> {
                        if (!settled) {
                            settled = true;
                            registrations.add(took);
                        }
                    }
                    case UserAgent.Out.NotRegistered(var status, var why) ->
                            failed((status == 0 ? "" : status + " ") + why);
                    case UserAgent.Out.Answered _ -> talks(true);
                    case UserAgent.Out.Ended(var report) -> {
                        talks(false);
                        count(report);
                    }
                    case UserAgent.Out.NotRefreshed _,
                            UserAgent.Out.TokenWanted _,
                            UserAgent.Out.Reopen _,
                            UserAgent.Out.Progress _,
                            UserAgent.Out.Incoming _,
                            UserAgent.Out.Stopped _,
                            UserAgent.Out.Transmit _ -> {}
                }
                Tally.this.notifyAll();
            }
        }

        /** He is not registered, at first at least. */
        void failed(String why) {
            synchronized (Tally.this) {
                if (!settled) {
                    settled = true;
                    notRegistered++;
                    cause("not registered: " + why);
                }
                Tally.this.notifyAll();
            }
        }

        private void talks(boolean now) {
            talking += (now ? 1 : 0) - (inCall ? 1 : 0);
            inCall = now;
            atOnce = Math.max(atOnce, talking);
        }
    }

    private void count(CallReport report) {
        var media = report.media();
        sent += media.sent();
        received += media.received();
        lost += media.lost();
        poor += media.loss() > CallText.POOR ? 1 : 0;
        worstLoss = Math.max(worstLoss, media.loss());
        if (report.outgoing()) {
            calls++;
            var answer = report.times().get(Phase.ANSWER);
            if (answer != null) {
                answers.add(answer);
            }
        } else {
            taken++;
        }
        if (report.isGood()) {
            good += report.outgoing() ? 1 : 0;
        } else {
            String word = report.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            String status = report.status() >= 300 ? " " + report.status() : "";
            cause((report.outgoing() ? "call: " : "call taken: ") + word + status);
        }
    }

    private void cause(String what) {
        boolean known = failures.containsKey(what) || failures.size() < MAX_CAUSES;
        failures.merge(known ? what : "other", 1, Integer::sum);
    }

    /** How many calls are over that users here began. */
    synchronized int calls() {
        return calls;
    }

    /** How many users are registered or failed. */
    synchronized int settled() {
        return registrations.size() + notRegistered;
    }

    /** How many users are in an answered call. */
    synchronized int talking() {
        return talking;
    }

    /** Waits until something holds; false when it does not in time. */
    synchronized boolean await(BooleanSupplier wanted, Duration patience)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!wanted.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1_000_000, left));
        }
        return true;
    }

    /** Whether all were registered, and every call of theirs was good. */
    synchronized boolean isGood() {
        return registrations.size() == users && good == calls && failures.isEmpty();
    }

    /** How much of what it should have heard the worst call lost, 0 to 1. */
    synchronized double worstLoss() {
        return worstLoss;
    }

    /** Several lines: how many, how fast, how well, and why not. */
    synchronized String text() {
        var out = new StringBuilder();
        out.append("users    %d, %d registered".formatted(users, registrations.size()));
        out.append(spread(registrations));
        if (calls + taken > 0) {
            out.append("\ncalls    %d made, %d good".formatted(calls, good));
            out.append(spread(answers));
            out.append("\n         %d taken; users talking at once %d".formatted(taken, atOnce));
            out.append(
                    "\nmedia    sent %d, received %d, lost %d (%.2f %%)"
                            .formatted(sent, received, lost, 100 * loss()));
            if (poor > 0) {
                out.append(
                        "\npoor     %d lost more than %.0f %%, the worst %.1f %%"
                                .formatted(poor, 100 * CallText.POOR, 100 * worstLoss));
            }
        }
        failures.forEach((what, times) -> out.append("\nfailed   %d %s".formatted(times, what)));
        return out.toString();
    }

    /** The same as one JSON object; times in milliseconds. */
    synchronized String json() {
        var out = new LinkedHashMap<String, Object>();
        out.put("good", isGood());
        out.put("users", users);
        out.put("registered", registrations.size());
        out.put("register_ms", Map.of("p50", at(registrations, 50), "p99", at(registrations, 99)));
        out.put("calls", calls);
        out.put("calls_good", good);
        out.put("calls_taken", taken);
        out.put("talking_at_once", atOnce);
        out.put("answer_ms", Map.of("p50", at(answers, 50), "p99", at(answers, 99)));
        out.put("sent", sent);
        out.put("received", received);
        out.put("lost", lost);
        out.put("loss", loss());
        out.put("worst_loss", worstLoss);
        out.put("poor", poor);
        out.put("failures", failures);
        return JSON.writeValueAsString(out);
    }

    private double loss() {
        return received + lost == 0 ? 0 : (double) lost / (received + lost);
    }

    private static String spread(List<Duration> times) {
        return times.isEmpty()
                ? ""
                : ", after %.1f ms (p50), %.1f ms (p99)".formatted(at(times, 50), at(times, 99));
    }

    /** The time in milliseconds that so many of a hundred did not need more than. */
    private static double at(List<Duration> times, int percent) {
        if (times.isEmpty()) {
            return 0;
        }
        var sorted = times.stream().sorted(Comparator.naturalOrder()).toList();
        int index = (sorted.size() * percent + 99) / 100 - 1;
        return sorted.get(Math.max(0, index)).toNanos() / 1e6;
    }
}
