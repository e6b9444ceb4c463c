package io.movein.review.stream;

import io.movein.contract.Message;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.contract.UnknownSchemaException;
import io.movein.contract.UnreadableRecordException;
import io.movein.review.lifecycle.Input;
import io.movein.runtime.JourneyStage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads commands and reports and has them decided. What cannot be read or judged is put aside with the reason, and the next goes on. */
final class ReviewProcessor implements Processor<String, byte[], String, byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(ReviewProcessor.class);
    private static final RecordMetadata NOWHERE = new RecordMetadata() {
        @Override
        public String topic() {
            return "unknown";
        }

        @Override
        public int partition() {
            return -1;
        }

        @Override
        public long offset() {
            return -1;
        }
    };

    /** Once, soon after the start: nothing can be sent while the processor is being made. */
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final Function<ProcessorContext<String, byte[]>, Reviewer> reviewers;
    private final Shared shared;
    private ProcessorContext<String, byte[]> context;
    private Reviewer reviewer;
    private Parked parked;
    private Cancellable first;
    private @Nullable Cancellable again;

    ReviewProcessor(Function<ProcessorContext<String, byte[]>, Reviewer> reviewers, Shared shared) {
        this.reviewers = reviewers;
        this.shared = shared;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        this.context = context;
        this.reviewer = reviewers.apply(context);
        reviewer.begin();
        this.parked = new Parked(context.getStateStore(StoredPlatform.PARKED), shared.pending(), shared.meters());
        this.first = context.schedule(AT_ONCE, PunctuationType.WALL_CLOCK_TIME, _ -> {
            first.cancel();
            tryParkedAgain();
        });
    }

    @Override
    public void process(Record<String, byte[]> record) {
        var where = context.recordMetadata().orElse(NOWHERE);
        takeUp(
                record,
                where,
                () -> {
                    if (record.key() != null && parked.holds(record.key())) {
                        parked.add(record, where, "what came before it waits");
                    } else {
                        decide(record, where);
                    }
                },
                () -> {});
    }

    /** Whatever is to be done with a record may kill the stream; so it is begun twice, and not a third time. */
    private void takeUp(Record<String, byte[]> record, RecordMetadata where, Runnable work, Runnable whenItIsPutAside) {
        if (shared.suspects().begin(where)) {
            work.run();
        } else {
            whenItIsPutAside.run();
            putAside(record, where, "the stream died on it " + Suspects.DEATHS + " times");
        }
        if (shared.suspects().isCareful()) {
            context.commit();
        }
    }

    private void decide(Record<String, byte[]> record, RecordMetadata where) {
        try {
            var message = shared.codec().decode(record.headers(), record.value());
            var from = Instant.now();
            decide(input(where.topic(), message), message.trace());
            var to = Instant.now();
            shared.tracing().handled(where.topic(), message, from, to, null);
            shared.meters().handled(where.topic(), Duration.between(from, to));
            if (where.topic().equals(Topic.COMMANDS.topicName())) {
                shared.meters()
                        .took(
                                JourneyStage.COMMAND_TO_DECISION,
                                Instant.ofEpochMilli(record.timestamp()),
                                Instant.ofEpochMilli(context.currentSystemTimeMs()));
            }
        } catch (UnknownSchemaException e) {
            LOG.warn("{}-{}@{} waits: {}", where.topic(), where.partition(), where.offset(), e.getMessage());
            parked.add(record, where, String.valueOf(e.getMessage()));
            tryAgainWhileSomethingWaits();
        } catch (UnreadableRecordException | UndecidableException e) {
            putAside(record, where, String.valueOf(e.getMessage()));
        }
    }

    /** This version may read what the one before it could not, and a registry may know by now; what still waits is counted again. */
    private void tryParkedAgain() {
        var waiting = new HashSet<String>();
        for (var record : parked.all()) {
            if (waiting.contains(record.getMigration())) {
                continue;
            }
            var arrival = Parked.arrival(record);
            takeUp(
                    arrival.record(),
                    arrival.where(),
                    () -> {
                        if (isReadable(arrival.record())) {
                            parked.take(record);
                            decide(arrival.record(), arrival.where());
                        } else {
                            waiting.add(record.getMigration());
                            shared.meters().unreadable(record.getTopic());
                        }
                    },
                    () -> parked.take(record));
        }
        tryAgainWhileSomethingWaits();
    }

    /** And not otherwise: each time costs a transaction. */
    private void tryAgainWhileSomethingWaits() {
        if (parked.isEmpty() && again != null) {
            again.cancel();
            again = null;
        } else if (!parked.isEmpty() && again == null) {
            again = context.schedule(AGAIN, PunctuationType.WALL_CLOCK_TIME, _ -> tryParkedAgain());
        }
    }

    private boolean isReadable(Record<String, byte[]> record) {
        try {
            shared.codec().decode(record.headers(), record.value());
            return true;
        } catch (UnknownSchemaException e) {
            return false;
        } catch (UnreadableRecordException e) {
            return true; // it is put aside
        }
    }

    private void decide(Input input, Traceparent trace) throws UndecidableException {
        try {
            reviewer.carryOut(reviewer.prepare(input, trace));
        } catch (UndecidableException e) {
            if (input instanceof Input.Command command && e.getCause() instanceof Weights.TooLargeException large) {
                reviewer.carryOut(
                        reviewer.prepare(new Input.TooLarge(command.id(), command.body(), large.bytes()), trace));
            }
            throw e;
        }
    }

    private static Input input(String topic, Message<?> message) {
        return topic.equals(Topic.COMMANDS.topicName())
                ? new Input.Command(message.id(), message.body())
                : new Input.Report(message.body());
    }

    /** Not within the stream's transaction, which a letter that Kafka does not take would end; so the letter may be there twice. */
    private void putAside(Record<String, byte[]> record, RecordMetadata where, String reason) {
        var original = new ConsumerRecord<>(
                where.topic(),
                where.partition(),
                where.offset(),
                record.timestamp(),
                TimestampType.CREATE_TIME,
                -1,
                -1,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
        shared.lastResort().putAside(original, reason);
    }

    static void forward(
            ProcessorContext<String, byte[]> context, ProducerRecord<String, byte[]> record, long timestamp) {
        context.forward(new Record<>(record.key(), record.value(), timestamp, record.headers()), record.topic());
    }

    @Override
    public void close() {
        if (reviewer != null) {
            reviewer.close();
        }
    }
}
