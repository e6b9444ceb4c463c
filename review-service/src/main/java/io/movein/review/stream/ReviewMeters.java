package io.movein.review.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.movein.contract.EnumText;
import io.movein.model.State;
import io.movein.runtime.JourneyStage;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** What review counts: decisions by input and outcome, migrations by state, facts that could not be had, records put aside. */
public final class ReviewMeters {
    private final MeterRegistry registry;
    private final Map<State, AtomicInteger> migrations = new EnumMap<>(State.class);

    public ReviewMeters(MeterRegistry registry) {
        this.registry = registry;
        JourneyStage.COMMAND_TO_DECISION.register(registry);
        JourneyStage.APPROVAL_TO_ORDER.register(registry);
        // from the start: of a counter that appears with its first count Prometheus sees no increase, and no alert
        // fires
        for (var topic : ReviewTopology.INPUTS) {
            registry.counter("movein.records.handled", "topic", topic.topicName());
            registry.timer("movein.records.handling", "topic", topic.topicName());
            unknownSchema(topic.topicName());
            registry.counter("movein.records.dead.lettered", "topic", topic.topicName());
            registry.counter("movein.dead.letters.failed", "topic", topic.topicName());
        }
        registry.counter("movein.stream.thread.deaths");
        for (var state : State.values()) {
            var count = new AtomicInteger();
            migrations.put(state, count);
            if (state != State.UNKNOWN) {
                Gauge.builder("movein.migrations", count, AtomicInteger::get)
                        .tag("state", EnumText.hyphenated(state))
                        .register(registry);
            }
        }
    }

    /** How long the command was on its way; how long an approved run has waited for its order. */
    void took(JourneyStage stage, Instant from, Instant to) {
        stage.took(from, to, registry);
    }

    /** A record is decided, after so much time. */
    void handled(String topic, Duration took) {
        registry.counter("movein.records.handled", "topic", topic).increment();
        registry.timer("movein.records.handling", "topic", topic).record(took);
    }

    void decided(String input, String outcome) {
        registry.counter("movein.decisions", "input", input, "outcome", outcome).increment();
    }

    void entered(State state, long many) {
        count(state).addAndGet((int) many);
    }

    void left(State state) {
        count(state).decrementAndGet();
    }

    private AtomicInteger count(State state) {
        return Objects.requireNonNull(migrations.get(state));
    }

    /** State was handed to another instance, or is about to be counted again. */
    void forgetMigrations() {
        migrations.values().forEach(count -> count.set(0));
    }

    void factsFailed() {
        registry.counter("movein.facts.failures").increment();
    }

    /** What the platform answered could not be made sense of. */
    void factsUnusable() {
        registry.counter("movein.facts.errors").increment();
    }

    void threadDied() {
        registry.counter("movein.stream.thread.deaths").increment();
    }

    /** It waits for a version that can read it, and is counted each time that it is tried, so that an alert lasts as long as the wait. */
    void unreadable(String topic) {
        unknownSchema(topic).increment();
    }

    private Counter unknownSchema(String topic) {
        return registry.counter("movein.records.unknown.schema", "topic", topic);
    }
}
