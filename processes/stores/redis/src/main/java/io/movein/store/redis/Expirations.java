package io.movein.store.redis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Gives the target's copies their own expirations shortly before the cutover. Those that lie far enough in the future are set while
 * the stream goes on, round by round, each with what was written during the last; the rest within the pause. All by the writer's
 * thread, between two of its transactions.
 *
 * <p>An expiration that is set too early would let the target remove a key whose life the source may still prolong. So whoever arms
 * cuts over before the horizon, or disarms.
 */
public final class Expirations {

    private static final int AT_ONCE = 1000;

    private final Supplier<Target> target;
    private final KeySpace tenant;
    private final Set<Key> open = new HashSet<>();
    private final FieldExpirations fields;
    private boolean armed;

    /** @param target asked for each time, as its connection may be made anew */
    Expirations(Supplier<Target> target, KeySpace tenant) {
        this.target = target;
        this.tenant = tenant;
        this.fields = new FieldExpirations(this::connection);
    }

    /** Looks at every key at the target and sets what expires after the horizon. */
    void arm(long horizon) {
        open.clear();
        armed = true;
        var near = new HashSet<Key>();
        new Scan(connection(), tenant).forEach(keys -> near.addAll(setKeys(keys, horizon)));
        if (fields.any()) {
            Scan.hashes(connection(), tenant).forEach(keys -> near.addAll(fields.set(keys, horizon)));
        }
        open.addAll(near);
    }

    /**
     * Looks again at what was written since, and sets what expires after the horizon.
     *
     * @return how many keys that was
     */
    int again(long horizon) {
        var keys = List.copyOf(open);
        open.clear();
        var near = set(keys, horizon);
        open.addAll(near);
        return keys.size() - near.size();
    }

    /** Sets what is left, whenever it expires: what has expired is gone. Nothing of the source may be written after it. */
    int finish() {
        var count = open.size();
        set(List.copyOf(open), Long.MIN_VALUE);
        open.clear();
        armed = false;
        return count;
    }

    /** Puts all expirations off again. */
    void disarm() {
        open.clear();
        armed = false;
        new Scan(connection(), tenant).forEach(keys -> {
            var later = new ArrayList<RedisCommand>();
            var times = times(keys);
            for (var i = 0; i < keys.size(); i++) {
                if (times.get(i) > 0 && times.get(i) < Lifetimes.LATER) {
                    later.add(expire(keys.get(i), Lifetimes.later(times.get(i))));
                }
            }
            send(later);
        });
        if (fields.any()) {
            Scan.hashes(connection(), tenant).forEach(fields::putOff);
        }
    }

    /** Told of each key that the writer writes. */
    void written(Key key) {
        if (armed) {
            open.add(key);
        }
    }

    /** @return those that expire before the horizon, and so were not set */
    private Set<Key> set(List<Key> keys, long horizon) {
        var near = new HashSet<>(setKeys(keys, horizon));
        if (!keys.isEmpty() && fields.any()) {
            near.addAll(fields.set(keys, horizon));
        }
        return near;
    }

    private List<Key> setKeys(List<Key> keys, long horizon) {
        var near = new ArrayList<Key>();
        for (var from = 0; from < keys.size(); from += AT_ONCE) {
            near.addAll(setSome(keys.subList(from, Math.min(from + AT_ONCE, keys.size())), horizon));
        }
        return near;
    }

    private List<Key> setSome(List<Key> keys, long horizon) {
        var near = new ArrayList<Key>();
        var now = new ArrayList<RedisCommand>();
        var times = times(keys);
        for (var i = 0; i < keys.size(); i++) {
            if (times.get(i) >= Lifetimes.LATER) {
                var meant = Lifetimes.meant(times.get(i));
                if (meant > horizon) {
                    now.add(expire(keys.get(i), meant));
                } else {
                    near.add(keys.get(i));
                }
            }
        }
        send(now);
        return near;
    }

    private List<Long> times(List<Key> keys) {
        return connection()
                .send(keys.stream()
                        .map(key -> RedisCommand.of("PEXPIRETIME", key.bytes()))
                        .toList())
                .stream()
                .map(reply -> reply instanceof Reply.Value(Long time) ? time : 0L)
                .toList();
    }

    private static RedisCommand expire(Key key, long at) {
        return RedisCommand.of("PEXPIREAT", key.bytes(), at);
    }

    private void send(List<RedisCommand> writes) {
        for (var reply : connection().send(writes)) {
            if (reply instanceof Reply.Refused(var message)) {
                throw connection().refused(message);
            }
        }
    }

    private Connection connection() {
        return target.get().connection();
    }
}
