package io.movein.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers of this service, from the moment they are started; before it, what the service waits for. */
@Singleton
class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private final Duration stuckAfter;
    private volatile List<Worker> started = List.of();
    private volatile @Nullable String waitsFor = "its start";

    Workers(MeterRegistry meters, ServiceSettings settings) {
        stuckAfter = settings.stuckAfter();
        Gauge.builder("movein.stuck", this, workers -> workers.stuck().size()).register(meters);
        Gauge.builder("movein.stuck.oldest.seconds", this, Workers::oldestSeconds)
                .register(meters);
        Gauge.builder("movein.workers.down", this, workers -> workers.down(Worker::health))
                .register(meters);
        Gauge.builder("movein.workers.not.ready", this, workers -> workers.down(Worker::readiness))
                .register(meters);
        Gauge.builder("movein.service.waiting", this, workers -> workers.waitsFor() == null ? 0 : 1)
                .register(meters);
    }

    void waitFor(String what) {
        if (!what.equals(waitsFor)) {
            LOG.warn("waits for {}", what);
        }
        waitsFor = what;
    }

    /** In their order; when one cannot be started, those before it are stopped again. */
    void start(List<Worker> workers) {
        try {
            for (var worker : workers) {
                worker.start();
                started = append(started, worker);
            }
            waitsFor = null;
        } catch (RuntimeException | Error e) {
            stop();
            throw e;
        }
    }

    private static List<Worker> append(List<Worker> workers, Worker worker) {
        return Stream.concat(workers.stream(), Stream.of(worker)).toList();
    }

    void stop() {
        started.reversed().forEach(Workers::stop);
    }

    private static void stop(Worker worker) {
        try {
            worker.stop();
        } catch (RuntimeException e) {
            LOG.warn("{} did not stop cleanly", worker.name(), e);
        }
    }

    List<Worker> started() {
        return started;
    }

    @Nullable
    String waitsFor() {
        return waitsFor;
    }

    /** What has not been done for so long, after at least one attempt, and what is stuck by its nature. */
    List<Waiting> stuck() {
        return started.stream()
                .flatMap(worker -> Stream.concat(
                        worker.waiting().stream()
                                .filter(waiting -> waiting.age().compareTo(stuckAfter) > 0),
                        worker.stuck().stream()))
                .sorted(Comparator.comparing(Waiting::since))
                .toList();
    }

    private double oldestSeconds() {
        return started.stream()
                .flatMap(worker -> Stream.concat(worker.waiting().stream(), worker.stuck().stream()))
                .mapToLong(waiting -> waiting.age().toSeconds())
                .max()
                .orElse(0);
    }

    private double down(Function<Worker, Health> question) {
        return started.stream()
                .filter(worker -> !question.apply(worker).working())
                .count();
    }

    Map<String, Map<String, Object>> describe(Function<Worker, Health> question) {
        var details = new LinkedHashMap<String, Map<String, Object>>();
        for (var worker : started) {
            var health = question.apply(worker);
            details.put(worker.name(), Map.of("status", health.working() ? "UP" : "DOWN", "detail", health.detail()));
        }
        return details;
    }
}
