package io.movein.local.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Random;

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

    /** The next one; of the same seed always the same. */
    static Misfortune next(Random random) {
        return switch (random.nextInt(25)) {
            case 0, 1, 2 -> new Killed(service(random));
            case 3, 4 -> new Frozen(service(random), seconds(random, 1, 15));
            case 5 -> new KafkaAway(seconds(random, 1, 8));
            case 6 -> new GitHubFails(List.of(500, 502, 503).get(random.nextInt(3)), 1 + random.nextInt(20));
            case 7 -> new GitHubLimits(seconds(random, 1, 5), 1 + random.nextInt(3));
            case 8 -> new AnswersLost(1 + random.nextInt(3));
            case 9 -> new WebhooksLost(1 + random.nextInt(5));
            case 10 -> new WebhooksDoubled(1 + random.nextInt(5));
            case 11 -> new KafkaKilled();
            case 12 -> new BrokerFrozen(random.nextInt(3), seconds(random, 1, 15));
            case 13 -> new TransactionHangs();
            case 14 -> new NamesFail(seconds(random, 2, 15));
            case 15 -> new MemoryShort(service(random), 16 + random.nextInt(32), seconds(random, 5, 15));
            case 16, 17 -> new Doubled(service(random), seconds(random, 8, 15));
            case 18 -> new BrokerLost(random.nextInt(3), seconds(random, 1, 20));
            case 19, 20 -> new CoordinatorLost(seconds(random, 1, 15));
            case 21, 22 -> new ClockSet(service(random), WRONG.get(random.nextInt(WRONG.size())));
            case 23 -> new DiskFull(seconds(random, 5, 30));
            default -> new WebhooksLate(1 + random.nextInt(5), seconds(random, 1, 10));
        };
    }

    /** How long all is well before the next one. */
    static Duration pause(Random random) {
        return Duration.ofMillis(500 + random.nextInt(7_500));
    }

    private static String service(Random random) {
        return SERVICES.get(random.nextInt(SERVICES.size()));
    }

    private static Duration seconds(Random random, int least, int most) {
        return Duration.ofSeconds(least + random.nextInt(most - least + 1));
    }
}
