package io.movein.local.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.local.Movein;
import io.movein.runtime.KafkaSettings;
import io.movein.runtime.Topics;
import io.movein.standin.kafka.EmbeddedKafka;
import java.io.BufferedReader;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What reads of a {@code ./movein up} that is killed, its broker with it, says so and ends. */
class KilledStackIT {
    private static final String MIGRATION = "acme/platform#1";

    private final PipedWriter written = new PipedWriter();

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void eventsSaysThatWhatItFollowsHasEnded(@TempDir Path data) throws Exception {
        var up = new ProcessBuilder("sleep", "600").start();
        var err = new StringWriter();
        var kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(0, data.resolve("kafka")));
        try (var lines = new BufferedReader(new PipedReader(written))) {
            Topics.ensure(KafkaSettings.of(kafka.bootstrapServers()));
            ToldProgress.write(Map.of("bootstrap.servers", kafka.bootstrapServers()), MIGRATION, 1);
            runs(up, kafka.bootstrapServers(), data);
            var events = CompletableFuture.supplyAsync(() -> Movein.commandLine()
                    .setOut(new PrintWriter(written))
                    .setErr(new PrintWriter(err, true))
                    .execute("events", "--data", data.toString(), "--from-beginning"));
            assertThat(lines.readLine()).contains(MIGRATION);
            up.destroyForcibly().waitFor();
            kafka.close();

            assertThat(events.get()).isOne();
        } finally {
            up.destroyForcibly();
            kafka.close();
        }
        assertThat(err.toString()).contains("what ran on '" + data + "' has ended, and its events with it");
    }

    private static void runs(Process up, String kafka, Path data) throws Exception {
        var running = new Properties();
        running.setProperty("pid", Long.toString(up.pid()));
        running.setProperty("started", up.info().startInstant().orElseThrow().toString());
        running.setProperty("kafka", kafka);
        try (var writer = Files.newBufferedWriter(data.resolve("running.properties"))) {
            running.store(writer, null);
        }
    }
}
