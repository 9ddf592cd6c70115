package org.wicgate.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.wicgate.base.Machine;

/**
 * Drives one machine in virtual time and keeps a log of what it put out and when. Time starts at
 * {@link Instant#EPOCH}.
 *
 * @param <I> the machine's inputs
 * @param <O> the machine's outputs
 */
public final class Run<I, O> {
    /** One output, and the time since the start at which it came. */
    public record Event<O>(Duration at, O out) {}

    private final Machine<I, O> machine;
    private final List<Event<O>> log = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    public Run(Machine<I, O> machine) {
        this.machine = machine;
        drain();
    }

    /** Gives one input at the current time. */
    public Run<I, O> give(I input) {
        machine.handle(input, now);
        drain();
        return this;
    }

    /** Lets time pass, stopping at each deadline of the machine on the way. */
    public Run<I, O> pass(Duration time) {
        Instant end = now.plus(time);
        while (!machine.deadline().isAfter(end)) {
            Instant due = machine.deadline();
            now = due.isAfter(now) ? due : now;
            machine.tick(now);
            drain();
            if (machine.deadline().equals(due)) {
                throw new IllegalStateException("deadline " + due + " stays after its tick");
            }
        }
        now = end;
        return this;
    }

    /** All outputs so far. */
    public List<Event<O>> log() {
        return List.copyOf(log);
    }

    /** The outputs since the last call of this method. */
    public List<O> take() {
        var taken = log.stream().map(Event::out).toList();
        log.clear();
        return taken;
    }

    /** The current virtual time. */
    public Instant now() {
        return now;
    }

    private void drain() {
        for (O out = machine.poll(); out != null; out = machine.poll()) {
            log.add(new Event<>(Duration.between(Instant.EPOCH, now), out));
        }
    }
}
