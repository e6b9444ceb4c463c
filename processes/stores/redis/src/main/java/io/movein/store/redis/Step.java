package io.movein.store.redis;

import java.util.List;

/** What a command in the source's stream means for the target. */
public sealed interface Step {

    /** It does not concern the tenant. */
    record Nothing() implements Step {}

    /** The same is done at the target. */
    record Apply(RedisCommand write) implements Step {}

    /** The same is done at the target's cluster, slot by slot. */
    record Divided(List<RedisCommand> writes) implements Step {}

    /** It depends on what the target does not have: these keys of the tenant are read anew from the source. */
    record Fetch(List<Key> keys) implements Step {}

    /** What follows up to {@link Together.End} belongs together. */
    enum Together implements Step {
        BEGIN,
        END
    }

    /** It cannot be carried over right. */
    record Impossible(String why) implements Step {}
}
