package io.movein.review.stream;

import static io.movein.runtime.KafkaAnswers.answer;

import io.movein.contract.Topic;
import io.movein.runtime.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transaction that a killed review has left open, as soon as its work is ours. Nobody can go on before it is ended, and the
 * broker itself does that only when its timeout has passed, and looks for such every ten seconds. Whoever else writes while the
 * group has given the work to us is dead or has missed it, and is fenced by this as it would be by its next commit.
 */
final class StaleTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(StaleTransactions.class);
    private static final Duration BETWEEN = Duration.ofMillis(300);

    private final KafkaSettings settings;
    private final AtomicBoolean looking = new AtomicBoolean();

    StaleTransactions(KafkaSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns at once; looks beside it for as long as the work is being taken over.
     *
     * @param clientId of this instance
     */
    void end(Supplier<String> clientId, BooleanSupplier takesOver) {
        if (looking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("stale-transactions").start(() -> fenceWhatIsOpen(clientId, takesOver));
        }
    }

    private void fenceWhatIsOpen(Supplier<String> clientId, BooleanSupplier takesOver) {
        try (var admin = Admin.create(settings.client())) {
            while (takesOver.getAsBoolean()) {
                if (isOurs(admin, clientId.get())) {
                    fence(admin, clientId.get());
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | RuntimeException e) {
            LOG.warn("cannot look for the transaction of a review that died; the broker ends it by itself", e);
        } finally {
            looking.set(false);
        }
    }

    private static boolean isOurs(Admin admin, String clientId) throws ExecutionException, InterruptedException {
        return !clientId.isEmpty()
                && answer(Objects.requireNonNull(admin.describeConsumerGroups(List.of(ReviewTopology.GROUP))
                                .describedGroups()
                                .get(ReviewTopology.GROUP)))
                        .members()
                        .stream()
                        .filter(member -> member.clientId().startsWith(clientId))
                        .flatMap(member -> member.assignment().topicPartitions().stream())
                        .anyMatch(partition -> partition.topic().equals(Topic.COMMANDS.topicName()));
    }

    private static void fence(Admin admin, String clientId) throws ExecutionException, InterruptedException {
        var open = new ListTransactionsOptions()
                .filterStates(Set.of(TransactionState.ONGOING))
                .filterOnTransactionalIdPattern("^" + ReviewTopology.GROUP + "-.*");
        var stale = answer(admin.listTransactions(open).all()).stream()
                .map(TransactionListing::transactionalId)
                .filter(id -> !id.startsWith(clientId))
                .toList();
        if (!stale.isEmpty()) {
            answer(admin.fenceProducers(stale).all());
            LOG.info("ended the transaction that another review has left open: {}", stale);
        }
    }
}
