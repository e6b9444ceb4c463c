package io.movein.standin.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** A shared and a dedicated cluster of one broker each, the same for all tests of this JVM; closed, they are empty. */
public final class TwoClusters implements AutoCloseable {

    private record Brokers(EmbeddedKafka shared, EmbeddedKafka dedicated) {}

    private static final Map<Map<String, String>, Brokers> STARTED = new ConcurrentHashMap<>();

    private final Brokers brokers;
    private final Admin here;
    private final Admin there;

    /** @param more properties of the brokers */
    public TwoClusters(Map<String, String> more) {
        brokers = STARTED.computeIfAbsent(more, its -> new Brokers(broker(its), broker(its)));
        here = admin(shared());
        there = admin(dedicated());
    }

    private static EmbeddedKafka broker(Map<String, String> more) {
        try {
            var data = Files.createTempDirectory("movein-kafka-");
            return EmbeddedKafka.start(new EmbeddedKafka.Config(0, data, "127.0.0.1", "127.0.0.1", more));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Admin admin(String bootstrap) {
        return Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    public String shared() {
        return brokers.shared.bootstrapServers();
    }

    public String dedicated() {
        return brokers.dedicated.bootstrapServers();
    }

    /** Of the shared one. */
    public Admin here() {
        return here;
    }

    /** Of the dedicated one. */
    public Admin there() {
        return there;
    }

    @Override
    public void close() throws ExecutionException {
        try {
            for (var admin : List.of(here, there)) {
                admin.deleteTopics(admin.listTopics().names().get()).all().get();
                for (var group : admin.listGroups().all().get()) {
                    admin.deleteConsumerGroups(List.of(group.groupId())).all().get();
                }
                admin.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
