package io.movein.local.chaos;

import io.movein.local.stack.Ports;
import io.movein.local.stack.Trouble;
import io.movein.standin.kafka.EmbeddedKafka;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One node of a Kafka, as a process that goes away in every way and comes back with all that it had. */
final class Broker {
    private final int port = Ports.free();
    private final Path log;
    private final List<String> command;
    private Process process;

    Broker(EmbeddedKafka.Cluster cluster, Path data, Path logs) {
        this.log = logs.resolve("kafka-" + cluster.node() + ".log");
        this.command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=logback-local.xml",
                "-Dmovein.log=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                cluster.id(),
                Integer.toString(cluster.node()),
                cluster.controllerPorts().stream().map(Object::toString).collect(Collectors.joining(",")),
                Integer.toString(port),
                data.resolve(Integer.toString(cluster.node())).toString());
        this.process = start();
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void startAgain() {
        process = start();
    }

    /** Orderly: what it leads is handed over before. */
    void end() {
        process.destroy();
    }

    void awaitEnd() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** With whatever transaction and commit is in its hands. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void freeze(Duration time) throws InterruptedException {
        Signals.freeze(process.toHandle(), time);
    }

    void dumpThreads() throws InterruptedException {
        Signals.dumpThreads(process.toHandle());
    }

    private Process start() {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new Trouble("cannot start a broker: " + e.getMessage(), e);
        }
    }
}
