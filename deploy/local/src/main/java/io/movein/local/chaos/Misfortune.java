package io.movein.local.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What can happen to the services, to GitHub or to Kafka in the middle of the work. */
sealed interface Misfortune {
    List<String> SERVICES = List.of("intake", "review", "runner", "reporter");

    /** By these a clock may be wrong. */
    List<Duration> WRONG = List.of(
            Duration.ofMinutes(-2), Duration.ofHours(-1), Duration.ofHours(1), Duration.ofDays(1), Duration.ZERO);

    record Killed(String service) implements Misfortune {}

    /** Stopped by a signal, and continued. */
    record Frozen(String service, Duration time) implements Misfortune {}

    /** So little memory that it dies of it, at the start or in the work, again and again until it has more. */
    record MemoryShort(String service, int megabytes, Duration time) implements Misfortune {}

    /** A second one beside it for a while, as in an upgrade; then the first is killed, and the second goes on until it is back. */
    record Doubled(String service, Duration time) implements Misfortune {}

    /** All brokers. */
    record KafkaAway(Duration time) implements Misfortune {}

    /** All brokers at once, as when the power fails. */
    record KafkaKilled() implements Misfortune {}

    record BrokerLost(int number, Duration time) implements Misfortune {}

    /** The broker that keeps transactions: another has to end what it began. */
    record CoordinatorLost(Duration time) implements Misfortune {}

    record BrokerFrozen(int number, Duration time) implements Misfortune {}

    /** A transaction that was begun, and whose writer is gone: readers wait until the broker gives it up. */
    record TransactionHangs() implements Misfortune {}

    /** Its wall clock is set: from then on it is wrong by so much. */
    record ClockSet(String service, Duration wrongBy) implements Misfortune {}

    /** Names cannot be looked up. */
    record NamesFail(Duration time) implements Misfortune {}

    /** The disk of the local GitHub and the local cluster is full. */
    record DiskFull(Duration time) implements Misfortune {}

    record GitHubFails(int status, int requests) implements Misfortune {}

    record GitHubLimits(Duration retryAfter, int requests) implements Misfortune {}

    /** Done, and the answer never came. */
    record AnswersLost(int requests) implements Misfortune {}

    record WebhooksLost(int deliveries) implements Misfortune {}

    record WebhooksDoubled(int deliveries) implements Misfortune {}

    record WebhooksLate(int deliveries, Duration by) implements Misfortune {}

    /** One of each kind, and more of those that have several ways to strike. */
    static Stream<Misfortune> round(Random random) {
        return Stream.of(
                new Killed(service(random)),
                new Killed(service(random)),
                new Killed(service(random)),
                new Frozen(service(random), seconds(random, 1, 15)),
                new Frozen(service(random), seconds(random, 1, 15)),
                new KafkaAway(seconds(random, 1, 8)),
                new GitHubFails(List.of(500, 502, 503).get(random.nextInt(3)), 1 + random.nextInt(20)),
                new GitHubLimits(seconds(random, 1, 5), 1 + random.nextInt(3)),
                new AnswersLost(1 + random.nextInt(3)),
                new WebhooksLost(1 + random.nextInt(5)),
                new WebhooksDoubled(1 + random.nextInt(5)),
                new WebhooksLate(1 + random.nextInt(5), seconds(random, 1, 10)),
                new KafkaKilled(),
                new BrokerFrozen(random.nextInt(3), seconds(random, 1, 15)),
                new TransactionHangs(),
                new NamesFail(seconds(random, 2, 15)),
                new MemoryShort(service(random), 16 + random.nextInt(32), seconds(random, 5, 15)),
                new Doubled(service(random), seconds(random, 8, 15)),
                new Doubled(service(random), seconds(random, 8, 15)),
                new BrokerLost(random.nextInt(3), seconds(random, 1, 20)),
                new CoordinatorLost(seconds(random, 1, 15)),
                new CoordinatorLost(seconds(random, 1, 15)),
                new ClockSet(service(random), WRONG.get(random.nextInt(WRONG.size()))),
                new ClockSet(service(random), WRONG.get(random.nextInt(WRONG.size()))),
                new DiskFull(seconds(random, 5, 30)));
    }

    private static String service(Random random) {
        return SERVICES.get(random.nextInt(SERVICES.size()));
    }

    private static Duration seconds(Random random, int least, int most) {
        return Duration.ofSeconds(least + random.nextInt(most - least + 1));
    }
}
