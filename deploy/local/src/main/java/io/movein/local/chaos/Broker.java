package io.movein.local.chaos;

import io.movein.standin.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;

/** A broker that goes away and comes back with all that it had. */
final class Broker implements AutoCloseable {
    private final Path data;
    private final int port;
    private EmbeddedKafka kafka;

    Broker(Path data) {
        this.data = data;
        this.kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(0, data));
        this.port = kafka.port();
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    void goAway(Duration time) throws InterruptedException {
        kafka.close();
        Thread.sleep(time);
        kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(port, data));
    }

    @Override
    public void close() {
        kafka.close();
    }
}
