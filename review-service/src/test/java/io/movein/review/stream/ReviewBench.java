package io.movein.review.stream;

import io.movein.review.platform.ATenant;
import io.movein.runtime.KafkaSettings;
import io.movein.standin.kafka.EmbeddedKafka;
import io.movein.standin.kubernetes.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints what years of migrations cost review, as a process with the memory of its pod: time and memory of a decision, of a
 * restart and of a failover. Not a test; run it with
 *
 * <pre>./mvnw -pl review-service -am test -Dtest=ReviewBench -Dmovein.bench.open=10000 -Dmovein.bench.closed=1000000 \
 *     -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
@EnabledIfSystemProperty(named = "movein.bench.open", matches = "[0-9]+")
class ReviewBench {
    private static final int DECISIONS = 20_000;
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final int open = Integer.getInteger("movein.bench.open");
    private final int closed = Integer.getInteger("movein.bench.closed", 0);
    private final int failovers = Integer.getInteger("movein.bench.failovers", 3);

    @TempDir
    Path folder;

    private Map<String, String> settings = Map.of();

    @Test
    void afterYears() throws Exception {
        Files.createDirectories(folder);
        try (var cluster = LocalCluster.start();
                var kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(0, folder.resolve("kafka")))) {
            ATenant.in(cluster.kubeconfig()).with("acme-media", 12);
            settings = Map.of(
                    "KAFKA_BOOTSTRAP_SERVERS",
                    kafka.bootstrapServers(),
                    "KUBECONFIG",
                    cluster.kubeconfig().toString());
            seed(kafka.bootstrapServers());
            try (var topics = new BenchedTopics(kafka.bootstrapServers())) {
                measure(topics);
            } catch (Throwable e) {
                say(String.join("\n", lastLines()));
                throw e;
            }
        }
    }

    private void seed(String kafka) throws Exception {
        var begun = System.nanoTime();
        var state = KafkaSettings.of(kafka);
        try (var admin = Admin.create(state.client())) {
            new Changelogs(state).write(new BenchState().records(open, closed), admin);
            var bytes = StoredPlatform.changelogs().stream()
                    .mapToLong(topic -> size(folder.resolve("kafka").resolve(topic + "-0")))
                    .sum();
            say("%,d open and %,d closed migrations, changelogs of %,d MB, written in %.0f s"
                    .formatted(open, closed, bytes >> 20, seconds(begun)));
        }
    }

    private void measure(BenchedTopics topics) throws Exception {
        var review = restart("first start, empty state directory", topics);
        try {
            decide(review, topics);
            review.kill();
            review = restart("restart after kill -9", topics);
            review.close();
            review = restart("restart after an orderly end", topics);
            memory(review);
            failover(review, topics);
        } finally {
            review.kill();
        }
    }

    private BenchedReview restart(String how, BenchedTopics topics) throws Exception {
        var begun = System.nanoTime();
        var at = Instant.now();
        var review = BenchedReview.start("review", folder, settings);
        topics.ask(0);
        topics.await(1, PATIENCE, review::isAlive);
        say("%s: %.1f s to the first decision, of these %.1f s until it asks for its work and %.1f s until it has it"
                .formatted(how, seconds(begun), logged(at, "stream is REBALANCING"), logged(at, "stream is RUNNING")));
        return review;
    }

    /** Seconds after that time at which the log says so for the first time. */
    private double logged(Instant after, String what) throws IOException {
        return Files.readAllLines(folder.resolve("review.log")).stream()
                .filter(line -> line.contains(what))
                .map(line -> Instant.parse(line.substring(0, line.indexOf(' '))))
                .filter(time -> !time.isBefore(after))
                .findFirst()
                .map(time -> Duration.between(after, time).toMillis() / 1000.0)
                .orElse(Double.NaN);
    }

    private void decide(BenchedReview review, BenchedTopics topics) throws Exception {
        crowd(review, topics, "warming up", DECISIONS);
        var cpu = crowd(review, topics, "at full load", DECISIONS);
        say("  %.2f ms of CPU each".formatted(cpu * 1000 / DECISIONS));
        var took = new long[500];
        for (int i = 0; i < took.length; i++) {
            topics.ask(i % open);
            took[i] = topics.await(1, PATIENCE, review::isAlive)[0];
        }
        tell("one after the other", took);
        var ofClosed = new long[Math.min(500, closed)];
        for (int i = 0; i < ofClosed.length; i++) {
            topics.ask(open + (int) ((long) i * closed / ofClosed.length));
            ofClosed[i] = topics.await(1, PATIENCE, review::isAlive)[0];
        }
        tell("one after the other, about closed ones", ofClosed);
        memory(review);
    }

    /** Seconds of CPU that it took. */
    private double crowd(BenchedReview review, BenchedTopics topics, String how, int decisions) throws Exception {
        var cpu = review.cpuSeconds();
        var begun = System.nanoTime();
        for (int i = 0; i < decisions; i++) {
            topics.ask(i % open);
        }
        topics.flush();
        topics.await(decisions, PATIENCE, review::isAlive);
        say("%,d decisions %s: %,.0f per second".formatted(decisions, how, decisions / seconds(begun)));
        return review.cpuSeconds() - cpu;
    }

    private void failover(BenchedReview first, BenchedTopics topics) throws Exception {
        var active = first;
        for (int i = 1; i <= failovers; i++) {
            var standby = BenchedReview.start("standby-" + i, folder, settings);
            // it has caught up when it is as large as it will be; what matters is that it has its work
            Thread.sleep(Duration.ofSeconds(Integer.getInteger("movein.bench.standby.seconds", 30)));
            for (int n = 0; n < 200; n++) {
                topics.ask(n % open);
            }
            topics.flush();
            active.kill();
            var begun = System.nanoTime();
            topics.await(200, PATIENCE, standby::isAlive);
            say("failover %d: %.1f s from kill -9 under load until all was decided".formatted(i, seconds(begun)));
            active = standby;
        }
        active.close();
    }

    private static void memory(BenchedReview review) throws Exception {
        say("memory: %,d MB of live heap, %,d MB resident"
                .formatted(review.liveHeapMegabytes(), review.residentMegabytes()));
    }

    private static void tell(String how, long[] micros) {
        Arrays.sort(micros);
        if (micros.length > 0) {
            say("%,d decisions %s: p50 %.1f ms, p99 %.1f ms"
                    .formatted(
                            micros.length,
                            how,
                            micros[micros.length / 2] / 1000.0,
                            micros[micros.length * 99 / 100] / 1000.0));
        }
    }

    private String[] lastLines() throws IOException {
        var lines = Files.readAllLines(folder.resolve("review.log"));
        return lines.subList(Math.max(0, lines.size() - 30), lines.size()).toArray(String[]::new);
    }

    private static long size(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static void say(String line) {
        System.out.println("bench: " + line);
    }
}
