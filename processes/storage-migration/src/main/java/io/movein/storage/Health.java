package io.movein.storage;

import io.movein.store.objects.Description;
import io.movein.store.objects.ObjectStore;
import io.movein.store.objects.StoreFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks a side that failed one item whether it takes others: the answer tells an item's failure from the side's, also where every
 * item that is left is one that fails. Many workers ask at the same time: one asks for all.
 */
final class Health {

    /** That a side is not well holds so long. */
    private static final long WORTH_NANOS = Duration.ofSeconds(2).toNanos();

    private static final String PROBE = "movein-probe/";

    /** @param asked when the question was put, by the machine's running time */
    private record Answer(boolean well, long asked) {}

    private final Sides sides;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    Health(Sides sides) {
        this.sides = sides;
    }

    /** After an item failed there: that the side was well before says nothing. */
    boolean isWell(String binding) {
        var failed = System.nanoTime();
        return answers.compute(binding, (name, last) -> last != null && stands(last, failed) ? last : asked(name)).well;
    }

    private static boolean stands(Answer last, long failed) {
        var age = failed - last.asked;
        return last.well ? age < 0 : age < WORTH_NANOS;
    }

    private Answer asked(String binding) {
        var now = System.nanoTime();
        return new Answer(ask(sides.at(binding), sides.target() == sides.at(binding)), now);
    }

    private static boolean ask(ObjectStore store, boolean writes) {
        try {
            if (writes) {
                probe(store);
            } else {
                var any = store.anyKey();
                any.ifPresent(store::find);
            }
            return true;
        } catch (StoreFailure failure) {
            return false;
        }
    }

    private static void probe(ObjectStore store) {
        var key = probeKey();
        write(store, key);
        store.find(key).ifPresent(store::delete);
    }

    static String probeKey() {
        return PROBE + UUID.randomUUID();
    }

    /** @throws StoreFailure if it is not taken */
    static void write(ObjectStore store, String key) {
        try (var upload = store.upload(key, Description.NONE, 1)) {
            upload.write(1);
            upload.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
