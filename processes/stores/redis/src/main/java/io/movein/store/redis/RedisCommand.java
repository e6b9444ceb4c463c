package io.movein.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A command with its arguments, as it stands in a replication stream or is sent to a server. */
public record RedisCommand(List<byte[]> words) {

    private static final int WORDS_SHOWN = 4;

    public static RedisCommand of(Object... words) {
        return new RedisCommand(Stream.of(words)
                .map(word ->
                        word instanceof byte[] bytes ? bytes : word.toString().getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    /** In upper case. */
    public String name() {
        return text(0).toUpperCase(Locale.ROOT);
    }

    public int size() {
        return words.size();
    }

    public byte[] word(int index) {
        return words.get(index);
    }

    public String text(int index) {
        return new String(words.get(index), StandardCharsets.UTF_8);
    }

    public RedisCommand with(int index, Object word) {
        var changed = new ArrayList<Object>(words);
        changed.set(index, word);
        return of(changed.toArray());
    }

    /** The same for a node of a cluster, whatever slots the keys are of. */
    RedisCommand asScript() {
        var wrapped = new ArrayList<Object>(List.of("EVAL", "return redis.call(unpack(ARGV))", "0"));
        wrapped.addAll(words);
        return of(wrapped.toArray());
    }

    public long bytes() {
        return words.stream().mapToLong(word -> word.length).sum();
    }

    /** The command and its first arguments, for messages. */
    @Override
    public String toString() {
        var arguments = words.stream().skip(1).limit(WORDS_SHOWN - 1).map(word -> new Key(word).toString());
        return Stream.concat(Stream.of(name()), arguments).collect(Collectors.joining(" "))
                + (size() > WORDS_SHOWN ? " …" : "");
    }
}
