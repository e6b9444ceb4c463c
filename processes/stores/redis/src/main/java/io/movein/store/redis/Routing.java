package io.movein.store.redis;

import io.movein.store.redis.Step.Apply;
import io.movein.store.redis.Step.Divided;
import io.movein.store.redis.Step.Fetch;
import io.movein.store.redis.Step.Impossible;
import io.movein.store.redis.Step.Nothing;
import io.movein.store.redis.Step.Together;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides what each command of the source's stream means for the target. Purely: no server is asked.
 *
 * <p>What is wider than the tenant never travels: a command with keys of others is split where it may be, else the tenant's keys that
 * it changed are read anew. What is not understood is impossible, never nothing.
 */
public final class Routing {

    /** Each key by itself gives the same as all together. */
    private static final Set<String> SPLIT = Set.of("DEL", "UNLINK", "MSET", "MSETNX");

    /** No data: messages, signs of life, the server's own scripts. */
    private static final Set<String> NO_DATA = Set.of("PING", "REPLCONF", "PUBLISH", "SPUBLISH", "SCRIPT", "SELECT");

    private static final Set<String> WHOLE_DATABASE = Set.of("FLUSHDB", "FLUSHALL", "SWAPDB");

    private static final Set<String> SCRIPTS = Set.of("EVAL", "EVALSHA", "FCALL", "FUNCTION");

    private final KeySpace tenant;

    public Routing(KeySpace tenant) {
        this.tenant = tenant;
    }

    /** @param database that the stream is about; -1 where it has not said so */
    public Step of(int database, RedisCommand write) {
        var name = write.name();
        if (name.equals("MULTI")) {
            return Together.BEGIN;
        }
        if (name.equals("EXEC")) {
            return Together.END;
        }
        if (NO_DATA.contains(name)) {
            return new Nothing();
        }
        if (WHOLE_DATABASE.contains(name)) {
            return wholeDatabase(database, write);
        }
        if (SCRIPTS.contains(name)) {
            return impossible(write, "what it changes cannot be told from its arguments");
        }
        if (!KeyPlaces.knows(write)) {
            return impossible(write, "the command is not known");
        }
        try {
            return name.equals("MOVE") || name.equals("COPY")
                    ? betweenDatabases(database, write)
                    : byKeys(database, write);
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            return impossible(write, "its arguments are not as expected");
        }
    }

    private Step byKeys(int database, RedisCommand write) {
        var places = KeyPlaces.of(write);
        var own = owned(write, places.read());
        if (own.isEmpty() || places.written().isEmpty()) {
            return new Nothing();
        }
        if (database < 0) {
            return impossible(write, "the stream has not said which database it is about");
        }
        if (database != tenant.database()) {
            return new Nothing();
        }
        if (write.name().equals("RESTORE-ASKING")) {
            return fetch(
                    write, places.written()); // a slot came back to its node, with keys whose expirations are their own
        }
        if (Lifetimes.compares(write) || write.name().equals("RESTORE") && ExpiringHash.is(write.word(3))) {
            return fetch(write, places.written());
        }
        if (own.size() == places.read().size() && !isDivided(write, own)) {
            return Lifetimes.later(write)
                    .<Step>map(Apply::new)
                    .orElseGet(() -> impossible(
                            write,
                            "it gives a length of time and not a time, or a field one in the year 3084 or later"));
        }
        return SPLIT.contains(write.name()) ? part(write, own) : fetch(write, places.written());
    }

    /** Between slots, where they may be at several nodes. */
    private boolean isDivided(RedisCommand write, List<Integer> own) {
        return !tenant.slots().isUndivided() && bySlot(write, own).size() > 1;
    }

    private static Map<Integer, List<Integer>> bySlot(RedisCommand write, List<Integer> places) {
        return places.stream()
                .collect(Collectors.groupingBy(
                        index -> Slots.of(write.word(index)), LinkedHashMap::new, Collectors.toList()));
    }

    /** The tenant's keys of a command that treats each key by itself. */
    private Step part(RedisCommand write, List<Integer> own) {
        return tenant.slots().isUndivided()
                ? new Apply(some(write, own))
                : new Divided(bySlot(write, own).values().stream()
                        .map(places -> some(write, places))
                        .toList());
    }

    private static RedisCommand some(RedisCommand write, List<Integer> own) {
        var pairs = write.name().startsWith("MSET");
        var words = new ArrayList<Object>();
        words.add(pairs ? "MSET" : write.name());
        for (var index : own) {
            words.add(write.word(index));
            if (pairs) {
                words.add(write.word(index + 1));
            }
        }
        return RedisCommand.of(words.toArray());
    }

    private Step fetch(RedisCommand write, List<Integer> written) {
        var keys = owned(write, written).stream()
                .map(index -> new Key(write.word(index)))
                .distinct()
                .toList();
        return keys.isEmpty() ? new Nothing() : new Fetch(keys);
    }

    private List<Integer> owned(RedisCommand write, List<Integer> places) {
        return places.stream().filter(index -> tenant.owns(write.word(index))).toList();
    }

    /** {@code MOVE key database} and {@code COPY from to [DB database]}. */
    private Step betweenDatabases(int database, RedisCommand write) {
        var copies = write.name().equals("COPY");
        var other = copies ? databaseOfCopy(write, database) : Integer.parseInt(write.text(2));
        if (other == database) {
            return byKeys(database, write);
        }
        var changed = write.word(copies ? 2 : 1);
        var here = database == tenant.database() && !copies;
        var there = other == tenant.database();
        return tenant.owns(changed) && (here || there) ? new Fetch(List.of(new Key(changed))) : new Nothing();
    }

    private static int databaseOfCopy(RedisCommand write, int database) {
        for (var i = 3; i + 1 < write.size(); i++) {
            if (write.text(i).equalsIgnoreCase("DB")) {
                return Integer.parseInt(write.text(i + 1));
            }
        }
        return database;
    }

    private Step wholeDatabase(int database, RedisCommand write) {
        var concerned = switch (write.name()) {
            case "FLUSHALL" -> true;
            case "FLUSHDB" -> database < 0 || database == tenant.database();
            default -> List.of(write.text(1), write.text(2)).contains(Integer.toString(tenant.database()));
        };
        return concerned ? impossible(write, "it concerns the tenant and others alike") : new Nothing();
    }

    private static Impossible impossible(RedisCommand write, String why) {
        return new Impossible("the source carried out '%s', which cannot be carried over: %s".formatted(write, why));
    }
}
