package io.movein.local.chaos;

import io.movein.contract.Topic;
import io.movein.local.stack.Ports;
import io.movein.local.stack.Trouble;
import io.movein.runtime.KafkaSettings;
import io.movein.standin.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Brokers that are one Kafka. Of three, each has every record, and one may be away. */
final class Brokers implements AutoCloseable {
    /** One that ends is noticed at once; one that lives takes minutes where others have the machine. */
    private static final Duration START = Duration.ofMinutes(15);

    /** The broker looks for transactions that are too old every ten seconds. */
    private static final int HANGS_MILLIS = 5_000;

    private final Path logs;
    private final List<Broker> all;
    private int hung;

    Brokers(int count, Path data, Path logs) throws InterruptedException {
        this.logs = logs;
        var id = Uuid.randomUuid().toString();
        var controllers = Stream.generate(Ports::free).limit(count).toList();
        this.all = IntStream.rangeClosed(1, count)
                .mapToObj(node -> new Broker(new EmbeddedKafka.Cluster(id, node, controllers), data, logs))
                .toList();
        awaitAll();
    }

    String bootstrapServers() {
        return all.stream().map(Broker::address).collect(Collectors.joining(","));
    }

    void goAway(Duration time) throws InterruptedException {
        all.forEach(Broker::end);
        for (var broker : all) {
            broker.awaitEnd();
        }
        Thread.sleep(time);
        all.forEach(Broker::startAgain);
        awaitAll();
    }

    /** All at once, as when the power fails. */
    void kill() throws InterruptedException {
        for (var broker : all) {
            broker.kill();
        }
        all.forEach(Broker::startAgain);
        awaitAll();
    }

    /** @param number any: they are counted round */
    void lose(int number, Duration time) throws InterruptedException {
        var broker = all.get(number % all.size());
        broker.kill();
        Thread.sleep(time);
        broker.startAgain();
        awaitAll();
    }

    /** @param number any: they are counted round */
    void freeze(int number, Duration time) throws InterruptedException {
        all.get(number % all.size()).freeze(time);
    }

    /** Kills whoever is just keeping a transaction, so that another has to end it; the first, where there is none. */
    void loseCoordinator(Duration time) throws InterruptedException {
        lose(coordinator(), time);
    }

    private int coordinator() throws InterruptedException {
        try (var admin = admin()) {
            var transactions = admin.listTransactions(new ListTransactionsOptions())
                    .byBrokerId()
                    .get(10, TimeUnit.SECONDS);
            for (var broker : transactions.entrySet()) {
                if (!broker.getValue().get(10, TimeUnit.SECONDS).isEmpty()) {
                    return broker.getKey() - 1;
                }
            }
            return 0;
        } catch (ExecutionException | TimeoutException e) {
            return 0;
        }
    }

    /** Somebody begins to write and is never heard of again: nobody reads past it until the broker gives it up. */
    void hangTransaction() {
        var config = KafkaSettings.of(bootstrapServers()).client();
        config.put("transactional.id", "chaos-" + hung++);
        config.put("transaction.timeout.ms", HANGS_MILLIS);
        config.put("max.block.ms", 20_000);
        var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            producer.beginTransaction();
            for (var topic : List.of(Topic.COMMANDS, Topic.RUN_REPORTS, Topic.RUN_ORDERS, Topic.EVENTS)) {
                var _ = producer.send(new ProducerRecord<>(topic.topicName(), new byte[] {1, 2, 3}));
            }
            producer.flush();
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    void dumpThreads() throws InterruptedException {
        for (var broker : all) {
            broker.dumpThreads();
        }
    }

    private Admin admin() {
        return Admin.create(KafkaSettings.of(bootstrapServers()).client());
    }

    private void awaitAll() throws InterruptedException {
        var until = System.nanoTime() + START.toNanos();
        try (var admin = admin()) {
            while (!isWhole(admin)) {
                if (System.nanoTime() > until || !all.stream().allMatch(Broker::isAlive)) {
                    throw new Trouble("the brokers do not start; their logs are in " + logs);
                }
                Thread.sleep(100);
            }
        }
    }

    private boolean isWhole(Admin admin) throws InterruptedException {
        try {
            return admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).size() == all.size();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() {
        all.forEach(Broker::end);
        try {
            for (var broker : all) {
                broker.awaitEnd();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
