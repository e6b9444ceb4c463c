package io.movein.local.chaos;

import io.movein.contract.Topic;
import io.movein.local.stack.Ports;
import io.movein.local.stack.Trouble;
import io.movein.runtime.KafkaSettings;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker that goes away in every way, and comes back with all that it had. */
final class Broker implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    /** The broker looks for transactions that are too old every ten seconds. */
    private static final int HANGS_MILLIS = 5_000;

    private final int port;
    private final List<String> command;
    private final Path log;
    private Process process;
    private int hung;

    Broker(Path data, Path log) throws InterruptedException {
        this.log = log;
        this.port = Ports.free();
        this.command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=logback-local.xml",
                "-Dmovein.log=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                Integer.toString(port),
                data.toString());
        this.process = start();
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    void goAway(Duration time) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        Thread.sleep(time);
        process = start();
    }

    /** With whatever transaction and commit is in its hands. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        process = start();
    }

    void freeze(Duration time) throws InterruptedException {
        Signals.freeze(process.toHandle(), time);
    }

    /** Somebody begins to write and is never heard of again: nobody reads past it until the broker gives it up. */
    void hangTransaction() throws InterruptedException {
        var config = KafkaSettings.of(bootstrapServers()).client();
        config.put("transactional.id", "chaos-" + hung++);
        config.put("transaction.timeout.ms", HANGS_MILLIS);
        config.put("max.block.ms", 20_000);
        var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            producer.beginTransaction();
            for (var topic : List.of(Topic.COMMANDS, Topic.RUN_REPORTS, Topic.RUN_ORDERS, Topic.EVENTS)) {
                producer.send(new ProducerRecord<>(topic.topicName(), new byte[] {1, 2, 3}));
            }
            producer.flush();
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    private Process start() throws InterruptedException {
        try {
            var started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log.toFile()))
                    .start();
            awaitAnswer(started);
            return started;
        } catch (IOException e) {
            throw new Trouble("cannot start a broker: " + e.getMessage(), e);
        }
    }

    private void awaitAnswer(Process started) throws InterruptedException {
        var until = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < until && started.isAlive()) {
            try (var admin = Admin.create(KafkaSettings.of(bootstrapServers()).client())) {
                admin.describeCluster().nodes().get(5, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
                Thread.sleep(100);
            }
        }
        throw new Trouble("the broker does not start; its log is " + log);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
