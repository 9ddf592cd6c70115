package org.wicgate.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** The counters and gauges that {@code /metrics} shows, in the text form of Prometheus. */
final class Metrics {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, DistributionSummary> histograms = new ConcurrentHashMap<>();

    /** Micrometer holds weakly what a total is read from: without this it reads 0 some day. */
    private final Collection<DoubleSupplier> totals = new ConcurrentLinkedQueue<>();

    private final Collection<Runnable> families = new ConcurrentLinkedQueue<>();

    /** Adds one to a counter; {@code tags} are names and values in turn, from a bounded set. */
    void count(String name, String... tags) {
        count(name, 1, tags);
    }

    /** Adds so many to a counter. */
    void count(String name, long amount, String... tags) {
        counters.computeIfAbsent(
                        name + String.join(",", tags),
                        _ -> Counter.builder(name).tags(tags).register(registry))
                .increment((double) amount);
    }

    /**
     * Puts a value into a histogram, whose registry knows whole numbers only.
     *
     * @param bounds of its buckets, upwards
     */
    void observe(String name, double[] bounds, long value, String... tags) {
        histograms
                .computeIfAbsent(
                        name + String.join(",", tags),
                        _ ->
                                DistributionSummary.builder(name)
                                        .serviceLevelObjectives(bounds)
                                        .tags(tags)
                                        .register(registry))
                .record((double) value);
    }

    /** A value read when asked for. */
    void gauge(String name, DoubleSupplier value, String... tags) {
        Gauge.builder(name, value, DoubleSupplier::getAsDouble)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    /** A sum kept elsewhere that only grows, read when asked for. */
    void total(String name, DoubleSupplier value, String... tags) {
        totals.add(value);
        FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble)
                .tags(Tags.of(tags))
                .register(registry);
    }

    /** Sums kept elsewhere by name, from a bounded set; a new name is seen when asked for. */
    void totals(String name, String tag, Supplier<Map<String, Long>> sums) {
        var known = ConcurrentHashMap.<String>newKeySet();
        families.add(() -> {
            for (String key : sums.get().keySet()) {
                if (known.add(key)) {
                    total(name, () -> sums.get().getOrDefault(key, 0L), tag, key);
                }
            }
        });
    }

    /** All of it, as text. */
    String text() {
        families.forEach(Runnable::run);
        return registry.scrape();
    }
}
