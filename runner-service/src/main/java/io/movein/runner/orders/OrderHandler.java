package io.movein.runner.orders;

import io.movein.contract.Message;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runtime.Handler;
import io.movein.runtime.KafkaUnavailableException;
import io.movein.runtime.PermanentException;
import io.movein.runtime.RetryableException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes orders from the topic. One that cannot be carried out now comes again; one that is none goes to the dead letters, and
 * so does one at which the runner itself fails: its run is answered first, and asking again would not make it better.
 */
public final class OrderHandler implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(OrderHandler.class);
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final OrderRouter orders;

    public OrderHandler(OrderRouter orders) {
        this.orders = orders;
    }

    @Override
    public void handle(Message<?> message) throws RetryableException, PermanentException {
        try {
            orders.carryOut(message.body(), message.trace());
            LOG.info("order {} is carried out", message.id());
        } catch (UnavailableException | KafkaUnavailableException e) {
            throw new RetryableException(AGAIN, "order " + message.id() + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new PermanentException("order " + message.id() + ": " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("order {} meets an error of the runner's own", message.id(), e);
            orders.failed(message.body(), e);
            throw new PermanentException("order " + message.id() + ": an error of the runner's own: " + e);
        }
    }
}
