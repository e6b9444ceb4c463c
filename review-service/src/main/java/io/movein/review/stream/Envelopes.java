package io.movein.review.stream;

import io.movein.contract.Codec;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.StructuredJson;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.model.PoolFacts;
import io.movein.review.lifecycle.Change;
import io.movein.review.lifecycle.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The events and orders of a decision as they leave, in the order in which they were decided. Sequences begin anew where all that had
 * happened was lost, so the id of a public record says too of which topic of events it is.
 */
final class Envelopes {
    private static final String SOURCE = "/movein/review";
    private final Codec codec;
    private final boolean mirrorsEvents;
    private final Supplier<Optional<String>> story;

    /**
     * @param mirrorsEvents events are written to {@code movein.events.json} too
     * @param story         the id of the topic {@code movein.events}, as far as it is known
     */
    Envelopes(Codec codec, boolean mirrorsEvents, Supplier<Optional<String>> story) {
        this.codec = codec;
        this.mirrorsEvents = mirrorsEvents;
        this.story = story;
    }

    Codec codec() {
        return codec;
    }

    List<ProducerRecord<String, byte[]>> of(Decision decision, Function<String, Traceparent> causes, Instant now) {
        var leaving = new ArrayList<ProducerRecord<String, byte[]>>();
        for (var change : decision.changes()) {
            switch (change) {
                case Change.Happened it ->
                    leaving.addAll(event(it.id(), it.migration(), it.event(), causes.apply(it.migration()), now));
                case Change.PlanDecided it ->
                    it.events()
                            .forEach(event -> leaving.addAll(
                                    event(event.id(), event.plan(), event.record(), causes.apply(event.plan()), now)));
                case Change.Ordered it ->
                    leaving.add(envelope(
                            Topic.RUN_ORDERS, it.id(), it.migration(), it.order(), causes.apply(it.migration()), now));
                case Change.Progressed it ->
                    leaving.add(envelope(
                            Topic.PROGRESS, it.id(), it.migration(), it.told(), causes.apply(it.migration()), now));
                default -> {} // review's own
            }
        }
        return leaving;
    }

    private List<ProducerRecord<String, byte[]>> event(
            String id, String migration, SpecificRecord event, Traceparent cause, Instant now) {
        var message = message(ofThisStory(id), migration, event, cause, now);
        var encoded = codec.encode(Topic.EVENTS, message);
        return mirrorsEvents ? List.of(encoded, mirrored(message)) : List.of(encoded);
    }

    /** JSON is longer than Avro: what would be too long points to the event, as no decision shall fail for its mirror. */
    private static ProducerRecord<String, byte[]> mirrored(Message<?> message) {
        var whole = StructuredJson.record(Topic.EVENTS_JSON, message);
        return Weights.isCarried(whole) ? whole : StructuredJson.reference(Topic.EVENTS_JSON, message, Topic.EVENTS);
    }

    /** The entry as whoever wants a table reads it. */
    ProducerRecord<String, byte[]> snapshot(
            TableEntry entry, @Nullable PoolFacts pool, Traceparent cause, Instant now) {
        var id = entry.id() + "/" + entry.sequence() + "/snapshot";
        return envelope(entry.topic(), id, entry.id(), entry.snapshot(pool), cause, now);
    }

    /** An empty value: the entry leaves the table. */
    ProducerRecord<String, byte[]> farewell(TableEntry entry) {
        return new ProducerRecord<>(entry.topic().topicName(), entry.id(), null);
    }

    private ProducerRecord<String, byte[]> envelope(
            Topic topic, String id, String migration, SpecificRecord body, Traceparent cause, Instant now) {
        return codec.encode(topic, message(topic.isPublic() ? ofThisStory(id) : id, migration, body, cause, now));
    }

    private String ofThisStory(String id) {
        return story.get().map(it -> id + "@" + it).orElse(id);
    }

    private static Message<SpecificRecord> message(
            String id, String migration, SpecificRecord body, Traceparent cause, Instant now) {
        return new Message<>(id, SOURCE, MigrationId.parse(migration), now, cause.child(), body);
    }
}
