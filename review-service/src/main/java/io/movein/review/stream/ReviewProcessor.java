package io.movein.review.stream;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.contract.UnreadableRecordException;
import io.movein.review.lifecycle.Input;
import io.movein.runtime.DeadLetters;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
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

    private final Function<ProcessorContext<String, byte[]>, Reviewer> reviewers;
    private final ReviewMeters meters;
    private final Suspects suspects;
    private final Codec codec = new Codec();
    private @Nullable ProcessorContext<String, byte[]> context;
    private @Nullable Reviewer reviewer;

    ReviewProcessor(
            Function<ProcessorContext<String, byte[]>, Reviewer> reviewers, ReviewMeters meters, Suspects suspects) {
        this.reviewers = reviewers;
        this.suspects = suspects;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        this.context = context;
        this.reviewer = reviewers.apply(context);
        reviewer.begin();
    }

    @Override
    public void process(Record<String, byte[]> record) {
        var where = context.recordMetadata().orElse(NOWHERE);
        if (!suspects.begin(where)) {
            putAside(record, where, "the stream died on it " + Suspects.DEATHS + " times");
            return;
        }
        try {
            var message = codec.decode(record.headers(), record.value());
            decide(input(where.topic(), message), message.trace());
        } catch (UnreadableRecordException | UndecidableException e) {
            putAside(record, where, String.valueOf(e.getMessage()));
        }
        if (suspects.isCareful()) {
            context.commit();
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

    private void putAside(Record<String, byte[]> record, RecordMetadata where, String reason) {
        LOG.error("{}-{}@{} goes to the dead letters: {}", where.topic(), where.partition(), where.offset(), reason);
        meters.deadLettered(where.topic());
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
        forward(context, DeadLetters.letter(ReviewTopology.GROUP, original, reason), record.timestamp());
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
