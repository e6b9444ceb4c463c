package io.movein.review.stream;

import static io.movein.runtime.KafkaAnswers.answer;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** What there is of review's state in Kafka. */
enum Layout {
    /** No changelog has a record that matters. */
    NONE,
    /** That of a version before the queue was a record per run: queue and reservations lie in the pool's record. */
    EARLIER,
    /** Part of what belongs together. */
    TORN,
    CURRENT;

    private static final List<String> OF_BEFORE = Stream.of(
                    StoredPlatform.MIGRATIONS, StoredPlatform.TENANTS, StoredPlatform.POOL, StoredPlatform.SCHEMAS)
            .map(StoredPlatform::changelog)
            .toList();

    static Layout of(Admin admin) throws ExecutionException, InterruptedException {
        var there = answer(admin.listTopics().names());
        if (!there.contains(StoredPlatform.SOURCE_OF_TRUTH) || isEmpty(admin)) {
            return NONE;
        }
        return of(there);
    }

    /** @param there the topics; among them one with migrations */
    private static Layout of(Set<String> there) {
        var missing = StoredPlatform.changelogs().stream()
                .filter(topic -> !there.contains(topic))
                .toList();
        if (missing.isEmpty()) {
            return CURRENT;
        }
        var isWhole = there.containsAll(OF_BEFORE)
                && missing.size() == StoredPlatform.changelogs().size() - OF_BEFORE.size();
        return isWhole ? EARLIER : TORN;
    }

    private static boolean isEmpty(Admin admin) throws ExecutionException, InterruptedException {
        return StateCheck.end(admin, StoredPlatform.SOURCE_OF_TRUTH) == 0;
    }
}
