package io.movein.store.redis;

import com.moilioncircle.redis.replicator.io.RedisInputStream;
import com.moilioncircle.redis.replicator.rdb.datatype.Stream;
import com.moilioncircle.redis.replicator.rdb.datatype.ZSetEntry;
import com.moilioncircle.redis.replicator.util.ByteArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a key's content: its name, type, expiration and elements, in an order of their own where the type has none. How a
 * server encodes it, when it was used, and what only reading it changes are no part of it.
 */
public final class Content {

    private static final Values VALUES = new Values();

    private final MessageDigest digest;

    private Content() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param at milliseconds since 1970: what expires then or before, the key or fields of it, is no part of it
     * @return 32 bytes; empty where nothing is left
     */
    public static Optional<byte[]> sha256(Entry entry, long at) {
        if (entry.expiresAt() > 0 && entry.expiresAt() <= at) {
            return Optional.empty();
        }
        var content = new Content();
        content.add(entry.key().bytes());
        content.add(entry.expiresAt());
        if (ExpiringHash.is(entry.payload())) {
            return content.hash(ExpiringHash.of(entry.payload()), at)
                    ? Optional.of(content.digest.digest())
                    : Optional.empty();
        }
        try (var in = new RedisInputStream(new ByteArray(entry.payload()))) {
            content.value(RdbTypes.read(VALUES, in.read(), in, 0));
        } catch (IOException e) {
            throw new UncheckedIOException("key '%s'".formatted(entry.key()), e);
        }
        return Optional.of(content.digest.digest());
    }

    /** As a hash without expirations, and then those that there are. */
    private boolean hash(ExpiringHash hash, long at) {
        var fields = new ArrayList<byte[]>();
        var lives = new ArrayList<byte[]>();
        for (var field : hash.fields()) {
            var until = Lifetimes.meantForField(field.expiresAt());
            if (until == 0 || until > at) {
                fields.add(joined(field.name(), field.value()));
                if (until > 0) {
                    lives.add(joined(field.name(), number(until)));
                }
            }
        }
        add('h');
        sorted(fields);
        if (!lives.isEmpty()) {
            sorted(lives);
        }
        return !fields.isEmpty();
    }

    static byte[] sha256(Key key) {
        var content = new Content();
        content.add(key.bytes());
        return content.digest.digest();
    }

    private void value(@Nullable Object value) {
        switch (value) {
            case byte[] string -> {
                add('s');
                add(HyperLogLog.canonical(string));
            }
            case List<?> list -> {
                add('l');
                list.forEach(element -> add((byte[]) element));
            }
            case Map<?, ?> hash -> {
                add('h');
                var fields = new ArrayList<byte[]>();
                hash.forEach((field, content) -> fields.add(joined((byte[]) field, (byte[]) content)));
                sorted(fields);
            }
            case Collection<?> set -> set(set);
            case Stream stream -> stream(stream);
            case null, default -> throw new IllegalStateException("a value of an unknown kind");
        }
    }

    private void set(Collection<?> set) {
        var scored = set.stream().anyMatch(ZSetEntry.class::isInstance);
        add(scored ? 'z' : 'm');
        sorted(set.stream()
                .map(element -> element instanceof ZSetEntry entry
                        ? joined(entry.getElement(), number(Double.doubleToLongBits(entry.getScore())))
                        : (byte[]) element)
                .toList());
    }

    private void stream(Stream stream) {
        add('x');
        add(stream.getLastId().toString());
        add(String.valueOf(stream.getMaxDeletedEntryId()));
        add(String.valueOf(stream.getEntriesAdded()));
        stream.getEntries().forEach((id, entry) -> {
            if (!entry.isDeleted()) {
                add(id.toString());
                entry.getFields().forEach((field, content) -> add(joined(field, content)));
            }
        });
        sorted(stream.getGroups().stream().map(Content::group).toList());
    }

    private static byte[] group(Stream.Group group) {
        var content = new Content();
        content.add(group.getName());
        content.add(group.getLastId().toString());
        content.add(String.valueOf(group.getEntriesRead()));
        group.getPendingEntries().forEach((id, pending) -> {
            content.add(id.toString());
            content.add(pending.getDeliveryTime());
            content.add(pending.getDeliveryCount());
            content.add(pending.getConsumer().getName());
        });
        content.sorted(
                group.getConsumers().stream().map(Stream.Consumer::getName).toList());
        return content.digest.digest();
    }

    private void sorted(Collection<byte[]> elements) {
        add(elements.size());
        elements.stream().sorted(java.util.Arrays::compareUnsigned).forEach(this::add);
    }

    private void add(String text) {
        add(RedisCommand.of(text).word(0));
    }

    private void add(long value) {
        digest.update(number(value));
    }

    private void add(byte[] bytes) {
        add(bytes.length);
        digest.update(bytes);
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    /** So that no two pairs give the same bytes. */
    private static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(Integer.BYTES + first.length + second.length)
                .putInt(first.length)
                .put(first)
                .put(second)
                .array();
    }
}
