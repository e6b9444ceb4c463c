package io.movein.store.redis;

/** What comes from the source, in its order. */
public sealed interface Change {

    /** Everything copied so far is void. */
    record SnapshotBegins(Position position) implements Change {}

    record Copied(Entry entry) implements Change {}

    record SnapshotEnds(Position position) implements Change {}

    /** @param after the position when it is done */
    record Written(Write write, Position after) implements Change {}

    /** Writes that do not concern the tenant, up to this position; all about its database, so that it may be divided anywhere. */
    record Passed(Position after) implements Change {}

    /** About how much memory it takes. */
    default long bytes() {
        return 64
                + switch (this) {
                    case Copied copied -> copied.entry().bytes();
                    case Written written ->
                        written.write().bytes() + 24L * written.write().size();
                    default -> 0;
                };
    }
}
