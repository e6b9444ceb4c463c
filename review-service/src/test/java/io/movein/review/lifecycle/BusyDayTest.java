package io.movein.review.lifecycle;

import static io.movein.review.Given.GIB;
import static io.movein.review.Given.aPool;
import static io.movein.review.Given.aRequest;
import static io.movein.review.Given.resources;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.Topic;
import io.movein.model.Facts;
import io.movein.model.RunOutcome;
import io.movein.review.stream.Leaving;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A day of many running and as many waiting migrations, decided and encoded by the real code: a thousand each with
 * {@code -Dmovein.simulation.busy=1000}, as in CI. Runs last a day, so as many end; half of those that wait do so for their tenant, half
 * for capacity. What is the same all day is done for a part of it and multiplied.
 */
class BusyDayTest {
    private static final int RUNNING = Integer.getInteger("movein.simulation.busy", 100);
    private static final int WAITING = RUNNING;
    private static final int ENDS = RUNNING / 20;
    private static final int REPORTS = 100;
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    /** Half of GitHub's 500 comments in an hour are for progress. */
    private static final int EDITS_FOR_PROGRESS = 24 * 250;

    private final Leaving leaving = new Leaving();
    private final Story first = Story.begins();
    private final Map<String, long[]> day = new TreeMap<>();

    @Test
    void aRunThatEndsMakesFewEventsHoweverManyWait() {
        var running = new ArrayDeque<Story>();
        for (var i = 0; i < RUNNING; i++) {
            running.add(approved(first.of("acme/infra#" + (1_000 + i), "tenant-" + i)));
            running.getLast().runStarts(1);
        }
        var waiting = new HashMap<String, Story>();
        var queue = new ArrayList<Story>();
        for (var i = 0; i < WAITING; i++) {
            var tenant = i % 2 == 0 ? "tenant-" + i : "other-" + i;
            queue.add(approved(first.of("acme/infra#" + (10_000 + i), tenant)));
            waiting.put("acme/infra#" + (10_000 + i), queue.getLast());
        }
        leaving.with(first.last(), first.platform, first.now());
        progress(running.getFirst());

        var most = 0;
        for (var i = 0; i < ENDS; i++) {
            var ends = running.remove();
            ends.runEnds(1, RunOutcome.SUCCEEDED);
            count("ends", ends, RUNNING / ENDS);
            most = Math.max(most, ends.last().events().size());
            for (var order : ends.last().orders()) {
                var started = requireNonNull(waiting.remove(order.migration()));
                started.runStarts(1);
                running.add(started);
            }
            approved(first.of("acme/infra#" + (20_000 + i), "new-" + i));
        }

        print();
        assertThat(most).isLessThanOrEqualTo(3);
    }

    private void progress(Story story) {
        for (var i = 1; i <= REPORTS; i++) {
            story.runTells(1, i, story.now().plus(INTERVAL.multipliedBy(i)));
            count("progress", story, RUNNING * Duration.ofDays(1).dividedBy(INTERVAL) / REPORTS);
        }
    }

    private static Story approved(Story story) {
        story.files(aRequest());
        story.factsArrive(BusyDayTest::allThatRunFit);
        story.approves();
        story.factsArrive(BusyDayTest::allThatRunFit);
        return story;
    }

    private static Facts.Builder allThatRunFit(Facts.Builder facts) {
        return facts.setPool(aPool(resources(1_000L * RUNNING, 2L * RUNNING * GIB, 5L * RUNNING * GIB)));
    }

    private void count(String what, Story story, long times) {
        for (var record : leaving.with(story.last(), story.platform, story.now())) {
            var sum = day.computeIfAbsent(what + " " + record.topic(), _ -> new long[2]);
            sum[0] += times;
            sum[1] += times * Leaving.bytes(record);
        }
    }

    private void print() {
        day.forEach((what, sum) -> System.out.printf("%-30s %,12d records %,16d bytes%n", what, sum[0], sum[1]));
        var places = day.getOrDefault("ends " + Topic.EVENTS.topicName(), new long[2])[0] - 2L * RUNNING;
        System.out.printf("GitHub: %,d edits for progress, %,d for places in the queue%n", EDITS_FOR_PROGRESS, places);
    }
}
