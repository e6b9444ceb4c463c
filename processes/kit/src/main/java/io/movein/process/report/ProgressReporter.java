package io.movein.process.report;

import io.movein.process.ExitCode;
import io.movein.process.control.ControlChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How far the run is. Told at most once a second, and at once when a command was answered. */
public final class ProgressReporter implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(1);

    /** Where nothing changes, for instance while paused, a sign of life is enough. */
    private static final Duration AT_LEAST_EVERY = Duration.ofSeconds(10);

    private record Phase(String name, String unit, @Nullable LongSupplier done, AtomicLong counted) {
        long value() {
            return done == null ? counted.get() : done.getAsLong();
        }
    }

    private final Display display;
    private final ControlChannel control;
    private final Course course;
    private final Meter meter;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Phase phase = new Phase("start", "items", null, new AtomicLong());
    private volatile OptionalLong total = OptionalLong.empty();
    private volatile boolean following;
    private volatile Optional<ReplicationLag> lag = Optional.empty();

    public ProgressReporter(Display display, ControlChannel control, Course course, LongSupplier nanoTime) {
        this.display = display;
        this.control = control;
        this.course = course;
        this.meter = new Meter(nanoTime);
    }

    /** Begins a phase whose progress is counted by {@link #add}. */
    public void phase(String name, String unit, OptionalLong ofTotal) {
        begin(new Phase(name, unit, null, new AtomicLong()), ofTotal);
    }

    /** Begins a phase whose progress is asked for. */
    public void phase(String name, String unit, OptionalLong ofTotal, LongSupplier done) {
        begin(new Phase(name, unit, done, new AtomicLong()), ofTotal);
    }

    private void begin(Phase next, OptionalLong ofTotal) {
        phaseEnded(ExitCode.SUCCESS);
        course.begin(next.name);
        show(next, ofTotal);
    }

    /** The phase that is under way is over, and why; by itself that happens, and is a success, when the next one begins. */
    public void phaseEnded(ExitCode how) {
        var now = phase;
        course.end(now.value(), now.unit, how);
    }

    /** Keeps for the evidence what was done, of which somebody may ask later, and what became of it. Logs nothing. */
    public void step(String step, String result) {
        course.add(step, result);
    }

    public Course course() {
        return course;
    }

    private synchronized void show(Phase next, OptionalLong ofTotal) {
        phase = next;
        total = ofTotal;
        meter.restart(next.value());
        tell();
    }

    public void add(long more) {
        phase.counted.addAndGet(more);
    }

    public void total(OptionalLong known) {
        total = known;
    }

    /** From now on the process follows changes. Empty: it does not know how far it is behind. */
    public void lag(Optional<ReplicationLag> behind) {
        lag = behind;
        following = true;
    }

    public Optional<ReplicationLag> lag() {
        return lag;
    }

    public void alarm(String name, String detail) {
        display.alarm(name, detail);
    }

    public void log(String line) {
        display.log(line);
    }

    /** A line now. */
    public synchronized void tell() {
        display.show(report());
    }

    public synchronized ProgressReport report() {
        var now = phase;
        var value = now.value();
        meter.mark(value);
        return new ProgressReport(
                now.name,
                value,
                total,
                now.unit,
                meter.rate(),
                following,
                lag,
                meter.eta(value, total),
                control.accepts(),
                control.done());
    }

    /** Tells from now on, until closed. */
    public void start() {
        control.whenAnswered(this::tell);
        Thread.ofPlatform().name("progress").daemon().start(this::tellEverySoOften);
    }

    private void tellEverySoOften() {
        try {
            var quiet = Duration.ZERO;
            var told = report();
            while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                quiet = quiet.plus(EVERY);
                var now = report();
                if (!now.saysTheSameAs(told) || quiet.compareTo(AT_LEAST_EVERY) >= 0) {
                    tell();
                    told = now;
                    quiet = Duration.ZERO;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells a last time. */
    @Override
    public void close() {
        closed.countDown();
        tell();
        display.close();
    }
}
