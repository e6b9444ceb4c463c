package io.movein.store.redis;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster would refuse its clients: keys of several slots in one command, or between MULTI and EXEC. A tenant whose clients do so
 * could not work there, and finds out before it is moved. Only told apart here are deletions, which a server makes by itself of what had
 * expired, and MSET by itself, which clients of clusters divide.
 */
final class OneSlot {

    private static final Set<String> DELETIONS = Set.of("DEL", "UNLINK");
    private static final Set<String> DIVIDED = Set.of("MSET", "MSETNX");

    private final KeySpace tenant;
    private boolean together;
    private @Nullable Key first;

    OneSlot(KeySpace tenant) {
        this.tenant = tenant;
    }

    /** Why the cluster would not take it; of each command, in their order. */
    Optional<String> whyNot(int database, RedisCommand write) {
        var name = write.name();
        if (!together || name.equals("EXEC")) {
            together = name.equals("MULTI");
            first = null;
        }
        if (database != tenant.database() || DELETIONS.contains(name) || !together && DIVIDED.contains(name)) {
            return Optional.empty();
        }
        try {
            return KeyPlaces.knows(write) ? whyNot(write) : Optional.empty();
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            return Optional.empty(); // what cannot be understood ends the migration by Routing's word
        }
    }

    private Optional<String> whyNot(RedisCommand write) {
        for (var index : KeyPlaces.of(write).read()) {
            var key = new Key(write.word(index));
            var one = first;
            if (tenant.owns(key.bytes())) {
                first = one == null ? key : one;
                if (one != null && Slots.of(one.bytes()) != Slots.of(key.bytes())) {
                    return Optional.of(
                            "the source carried out '%s'%s with keys of several slots, '%s' of slot %d and '%s' of slot %d, which the target's cluster would refuse; give such keys one hash tag, or move to a server that is not a cluster"
                                    .formatted(
                                            write,
                                            together ? " between MULTI and EXEC" : "",
                                            one,
                                            Slots.of(one.bytes()),
                                            key,
                                            Slots.of(key.bytes())));
                }
            }
        }
        return Optional.empty();
    }
}
