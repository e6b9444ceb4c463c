package io.movein.runtime;

import io.movein.contract.Message;
import io.movein.contract.Topic;
import java.util.List;

/** Puts messages on a topic. When it returns, they are safe. */
public interface Publisher {
    /**
     * @throws KafkaUnavailableException if not all are confirmed by all in-sync replicas in a bounded time
     * @throws UnsendableException if one of them can never be published, being too large or invalid
     */
    void publishAll(Topic topic, List<Message<?>> messages);

    default void publish(Topic topic, Message<?> message) {
        publishAll(topic, List.of(message));
    }
}
