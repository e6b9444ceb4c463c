package io.movein.runtime;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.movein.contract.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the topics while the service runs. One that was deleted is made again, so that work goes on, and said aloud, because what
 * was on it is gone; one that was altered is said aloud until it is as it has to be.
 */
final class TopicsWatch extends PeriodicWorker {
    private static final Logger LOG = LoggerFactory.getLogger(TopicsWatch.class);

    private final Kafka kafka;
    private final KeptAdmin kept;
    private final MultiGauge gauge;
    private volatile List<TopicProblem> problems = List.of();

    TopicsWatch(Kafka kafka, Duration interval) {
        super("topics", interval, kafka.meters());
        this.kafka = kafka;
        this.kept = new KeptAdmin(() -> Topics.adminConfig(kafka.settings()));
        this.gauge = MultiGauge.builder("movein.topic.problems").register(kafka.meters());
        for (var topic : Topic.values()) {
            kafka.meters().counter("movein.topics.recreated", "topic", topic.topicName());
        }
    }

    List<TopicProblem> problems() {
        return problems;
    }

    @Override
    protected void check() throws Exception {
        try {
            var topics = new TopicsAdmin(kept.get(), kafka.settings());
            topics.create().forEach(this::recreated);
            noteIds(topics.ids());
            note(topics.problems());
        } catch (ExecutionException e) {
            // one that was made a moment ago is not known to every broker yet: the next look tells
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                kept.forget();
                throw e;
            }
        }
    }

    @Override
    public void stop() {
        super.stop();
        kept.close();
    }

    private void recreated(Topic topic) {
        LOG.error(
                "topic {} was deleted and is made again: what was on it and not read is lost (restore it, or have the issues read again)",
                topic.topicName());
        kafka.meters()
                .counter("movein.topics.recreated", "topic", topic.topicName())
                .increment();
    }

    private void noteIds(Map<Topic, Uuid> now) {
        var before = kafka.ids();
        kafka.note(now);
        before.forEach((topic, id) -> {
            if (!id.equals(now.get(topic))) {
                LOG.error("topic {} is another one than before, it is read from its beginning", topic.topicName());
                kafka.madeAnew(topic);
            }
        });
    }

    private void note(List<TopicProblem> now) {
        now.stream().filter(problem -> !problems.contains(problem)).forEach(problem -> LOG.error("{}", problem.text()));
        problems.stream()
                .filter(problem -> !now.contains(problem))
                .forEach(problem -> LOG.info("no longer: {}", problem.text()));
        problems = now;
        gauge.register(
                now.stream()
                        .collect(Collectors.groupingBy(
                                problem -> Tags.of(
                                        "topic",
                                        problem.topic(),
                                        "kind",
                                        problem.kind().name()),
                                Collectors.counting()))
                        .entrySet()
                        .stream()
                        .map(entry -> MultiGauge.Row.of(entry.getKey(), entry.getValue()))
                        .toList(),
                true);
    }

    @Override
    public Health readiness() {
        return problems.stream()
                .filter(TopicProblem::stopsWork)
                .findFirst()
                .map(problem -> Health.down(problem.text()))
                .orElseGet(() -> Health.up(
                        problems.isEmpty()
                                ? "as they have to be"
                                : problems.getFirst().text()));
    }
}
