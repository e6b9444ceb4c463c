package io.movein.runner.orders;

import io.movein.contract.Message;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runtime.Handler;
import io.movein.runtime.KafkaUnavailableException;
import io.movein.runtime.PermanentException;
import io.movein.runtime.RetryableException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes orders from the topic. One that cannot be carried out now comes again; one that is none goes to the dead letters, and
 * so does one at which the runner itself fails: its run is answered first, and asking again would not make it better.
 *
 * <p>An order that takes long, as where a tenant's admission webhook hangs, goes on in a thread of its own and holds up the orders of its
 * own run only; when it comes again it meets what has become of it.
 */
public final class OrderHandler implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(OrderHandler.class);
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(1);

    private final OrderRouter orders;
    private final Duration most;
    private final Map<String, Future<?>> underWay = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("order-", 0).factory());

    public OrderHandler(OrderRouter orders) {
        this(orders, LONG);
    }

    /** @param most for which an order holds up those behind it */
    OrderHandler(OrderRouter orders, Duration most) {
        this.orders = orders;
        this.most = most;
    }

    @Override
    public void handle(Message<?> message) throws RetryableException, PermanentException, InterruptedException {
        var work = underWay.computeIfAbsent(message.id(), _ -> begin(message));
        try {
            work.get(most.toMillis(), TimeUnit.MILLISECONDS);
            underWay.remove(message.id(), work);
            LOG.info("order {} is carried out", message.id());
        } catch (TimeoutException e) {
            throw new RetryableException(AGAIN, "order " + message.id() + " is being carried out", e);
        } catch (ExecutionException e) {
            underWay.remove(message.id(), work);
            throw failed(message, Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    private Future<?> begin(Message<?> message) {
        var context = Objects.requireNonNullElse(MDC.getCopyOfContextMap(), Map.<String, String>of());
        return threads.submit(() -> {
            MDC.setContextMap(context);
            orders.carryOut(message.body(), message.trace());
        });
    }

    private PermanentException failed(Message<?> message, Throwable cause) throws RetryableException {
        return switch (cause) {
            case UnavailableException e -> throw again(message, e);
            case KafkaUnavailableException e -> throw again(message, e);
            default -> {
                LOG.error("order {} meets an error of the runner's own", message.id(), cause);
                answer(message, cause);
                yield new PermanentException("order " + message.id() + ": "
                        + (cause instanceof IllegalArgumentException
                                ? cause.getMessage()
                                : "an error of the runner's own: " + cause));
            }
        };
    }

    /** Before it is put aside. An order that cannot be answered either comes to the operator's notice as a dead letter. */
    private void answer(Message<?> message, Throwable cause) throws RetryableException {
        try {
            orders.failed(message.body(), message.trace(), cause);
        } catch (UnavailableException e) {
            throw again(message, e);
        } catch (KafkaUnavailableException e) {
            throw again(message, e);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            LOG.error("order {} cannot be answered either", message.id(), e);
        }
    }

    private static RetryableException again(Message<?> message, RuntimeException e) {
        return new RetryableException(AGAIN, "order " + message.id() + ": " + e.getMessage(), e);
    }
}
