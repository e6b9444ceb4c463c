package io.movein.intake.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.movein.intake.publish.Hints;
import io.movein.runtime.KafkaUnavailableException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a delivery: nothing of it is looked at before its signature was found right, and it is accepted only once the hint is safe. */
public final class Webhook {

    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Signature signature;
    private final String repository;
    private final Hints hints;
    private final Supplier<Optional<Long>> me;
    private final MeterRegistry meters;

    /** @param me our own account, as far as it is known: what it does is no news */
    public Webhook(
            Signature signature, String repository, Hints hints, Supplier<Optional<Long>> me, MeterRegistry meters) {
        this.me = me;
        this.signature = signature;
        this.repository = repository;
        this.hints = hints;
        this.meters = meters;
    }

    Receipt receive(Delivery delivery) {
        return count(answer(delivery));
    }

    Receipt count(Receipt receipt) {
        meters.counter("movein.webhooks", "result", receipt.result()).increment();
        return receipt;
    }

    private Receipt answer(Delivery delivery) {
        return switch (signature.check(delivery.signature(), delivery.body())) {
            case VALID -> believe(delivery);
            case MISSING -> refuse(delivery, Receipt.UNSIGNED);
            case MALFORMED -> refuse(delivery, Receipt.BADLY_SIGNED);
            case WRONG -> refuse(delivery, Receipt.WRONGLY_SIGNED);
        };
    }

    private static Receipt refuse(Delivery delivery, Receipt receipt) {
        LOG.warn("webhook {} refused: {} ({} bytes)", delivery.name(), receipt.text(), delivery.body().length);
        return receipt;
    }

    private Receipt believe(Delivery delivery) {
        var payload = parse(delivery.body());
        if (payload.isEmpty()) {
            return Receipt.NOT_JSON;
        }
        var hint = new Hint(delivery.event() == null ? "" : delivery.event(), payload.get());
        var pull = hint.pull(repository);
        if (pull.isPresent()) {
            return publish(
                    delivery, pull.get().issue(), () -> hints.fromWebhook(pull.get(), hint.name(), delivery.name()));
        }
        return hint.concerns(repository, me.get())
                ? publish(delivery, hint.issue(), () -> hints.fromWebhook(hint.issue(), hint.name(), delivery.name()))
                : Receipt.IGNORED;
    }

    private static Receipt publish(Delivery delivery, int issue, Runnable publishing) {
        try {
            publishing.run();
            return Receipt.ACCEPTED;
        } catch (KafkaUnavailableException e) {
            LOG.warn("webhook {} for issue {} not accepted: {}", delivery.name(), issue, e.getMessage());
            return Receipt.NOT_SAFE;
        }
    }

    private static Optional<JsonNode> parse(byte[] body) {
        try {
            return Optional.ofNullable(JSON.readTree(body)).filter(JsonNode::isObject);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
