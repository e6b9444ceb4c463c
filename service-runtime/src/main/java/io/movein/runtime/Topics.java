package io.movein.runtime;

import io.movein.contract.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates Movein's topics where they are missing; what is there is never changed. */
public final class Topics {
    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private Topics() {}

    public static void ensure(String bootstrapServers) {
        ensure(KafkaSettings.of(bootstrapServers));
    }

    /**
     * Waits for Kafka up to a minute.
     *
     * @throws IllegalStateException if Kafka does not answer, or a topic that needs one order of everything has several partitions
     */
    public static void ensure(KafkaSettings settings) {
        ensure(settings, PATIENCE, what -> LOG.info("waits for {}", what));
    }

    /**
     * Waits for Kafka for as long as it takes.
     *
     * @param waitsFor is told for what, again and again
     * @return the topics' ids
     * @throws IllegalStateException if a topic that needs one order of everything has several partitions
     */
    static Map<Topic, Uuid> await(KafkaSettings settings, Consumer<String> waitsFor) {
        return ensure(settings, Duration.ofDays(365), waitsFor);
    }

    private static Map<Topic, Uuid> ensure(KafkaSettings settings, Duration patience, Consumer<String> waitsFor) {
        var start = System.nanoTime();
        try {
            var ids = ensured(settings, waitsFor);
            while (ids.isEmpty()) {
                if (System.nanoTime() - start > patience.toNanos()) {
                    throw new IllegalStateException(
                            "Kafka at " + settings + " did not let us create the topics within " + patience);
                }
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
                ids = ensured(settings, waitsFor);
            }
            return ids;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating the topics", e);
        }
    }

    /** Empty: not yet. */
    private static Map<Topic, Uuid> ensured(KafkaSettings settings, Consumer<String> waitsFor)
            throws InterruptedException {
        try (var admin = Admin.create(adminConfig(settings))) {
            var topics = new TopicsAdmin(admin, settings);
            topics.create();
            topics.problems().forEach(Topics::tell);
            return topics.ids();
        } catch (ExecutionException e) {
            waitsFor.accept("Kafka at " + settings + ": " + reason(e));
            return Map.of();
        } catch (KafkaException e) {
            // a name that does not resolve (yet) is told as a wrong setting by the client
            waitsFor.accept("Kafka at " + settings + ": " + reason(e));
            return Map.of();
        }
    }

    private static String reason(Exception e) {
        var cause = e.getCause() == null ? e : e.getCause();
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    static void tell(TopicProblem problem) {
        if (problem.stopsWork()) {
            throw new IllegalStateException(problem.text());
        }
        LOG.warn("{}", problem.text());
    }

    static Map<String, Object> adminConfig(KafkaSettings settings) {
        var config = settings.client();
        config.put("default.api.timeout.ms", 10_000);
        config.put("request.timeout.ms", 5_000);
        return config;
    }

    /**
     * Whether topics that are not in the catalogue, such as changelogs, survive the loss of a broker as Movein's own do.
     *
     * @return what is wrong, each with the topic and what to do; empty: nothing
     * @throws KafkaUnavailableException if Kafka cannot be asked
     */
    public static List<String> durabilityProblems(KafkaSettings settings, Predicate<String> topics) {
        try (var admin = Admin.create(adminConfig(settings))) {
            var names =
                    KafkaAnswers.answer(admin.listTopics(new ListTopicsOptions().listInternal(true))
                                    .names())
                            .stream()
                            .filter(topics)
                            .toList();
            var ours = new TopicsAdmin(admin, settings);
            var wanted = ours.replication();
            return ours.found(names).entrySet().stream()
                    .flatMap(entry -> TopicProblem.durability(entry.getKey(), entry.getValue(), wanted).stream())
                    .map(TopicProblem::text)
                    .toList();
        } catch (ExecutionException | KafkaException e) {
            throw new KafkaUnavailableException("cannot look at the topics at " + settings + ": " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaUnavailableException("interrupted while looking at the topics", e);
        }
    }

    static Collection<String> names() {
        return Arrays.stream(Topic.values()).map(Topic::topicName).toList();
    }
}
