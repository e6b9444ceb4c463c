package io.movein.intake;

import io.movein.contract.Message;
import io.movein.contract.Topic;
import io.movein.runtime.KafkaUnavailableException;
import io.movein.runtime.Publisher;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Keeps what was published, or is away. */
public final class RecordingPublisher implements Publisher {

    public record Published(Topic topic, Message<?> message) {}

    private final List<Published> published = new ArrayList<>();
    private boolean away;

    public void goAway() {
        away = true;
    }

    public void comeBack() {
        away = false;
    }

    public List<Published> published() {
        return List.copyOf(published);
    }

    public List<SpecificRecord> bodies() {
        return published.stream()
                .<SpecificRecord>map(one -> one.message().body())
                .toList();
    }

    @Override
    public void publishAll(Topic topic, List<Message<?>> messages) {
        if (away) {
            throw new KafkaUnavailableException("no broker", new IllegalStateException());
        }
        messages.forEach(message -> published.add(new Published(topic, message)));
    }
}
