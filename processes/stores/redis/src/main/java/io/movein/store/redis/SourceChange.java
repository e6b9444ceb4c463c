package io.movein.store.redis;

/** What comes from the source, in its order. */
public sealed interface SourceChange {

    /** Everything copied so far is void. */
    record SnapshotBegins(Position position) implements SourceChange {}

    record Copied(Entry entry) implements SourceChange {}

    record SnapshotEnds(Position position) implements SourceChange {}

    /** @param after the position when it is done */
    record Written(RedisCommand write, Position after) implements SourceChange {}

    /** Writes that do not concern the tenant, up to this position; all about its database, so that it may be divided anywhere. */
    record Passed(Position after) implements SourceChange {}

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
