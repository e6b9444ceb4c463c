package io.movein.store.redis;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;

/**
 * A tenant's keys as they were at one moment, in a file: per key its length, its bytes, when it expires, the length of its value and the
 * value as DUMP gives it; a length of -1, how many keys there are, and the SHA-256 of all that comes before.
 */
public final class Backup {

    private static final int END = -1;
    private static final int DIGEST_BYTES = 32;
    private static final int AT_ONCE = 500;

    /**
     * What a file has.
     *
     * @param bytes  of the file
     * @param sha256 of what it has, in hexadecimal digits
     */
    public record Contents(long keys, long bytes, String sha256) {}

    private interface Sink {
        void entry(byte[] key, long expiresAt, byte[] payload);
    }

    private Backup() {}

    /** Written whole, or not there. Of a cluster each master's keys are as they were at one moment of its own. */
    public static Contents write(RedisSide side, KeySpace tenant, Path file) throws InterruptedException {
        var next = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var contents = writeTo(side, tenant, next);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return contents;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static Contents writeTo(RedisSide side, KeySpace tenant, Path file)
            throws IOException, InterruptedException {
        var digest = sha256();
        try (var raw = new BufferedOutputStream(Files.newOutputStream(file));
                var out = new DataOutputStream(new DigestOutputStream(raw, digest))) {
            var keys = new long[1];
            for (var master : side.masters()) {
                Snapshots.read(master.server(), tenant.in(master.slots()), entry -> {
                    try {
                        write(out, entry);
                    } catch (IOException e) {
                        throw new UncheckedIOException("cannot write " + file, e);
                    }
                    keys[0]++;
                });
            }
            out.writeInt(END);
            out.writeLong(keys[0]);
            out.flush();
            var sum = digest.digest();
            raw.write(sum);
            raw.flush();
            return new Contents(keys[0], Files.size(file), HexFormat.of().formatHex(sum));
        }
    }

    private static void write(DataOutputStream out, Entry entry) throws IOException {
        out.writeInt(entry.key().bytes().length);
        out.write(entry.key().bytes());
        out.writeLong(entry.expiresAt());
        out.writeInt(entry.payload().length);
        out.write(entry.payload());
    }

    /** @throws IllegalArgumentException if the file is not whole */
    public static Contents read(Path file) {
        return read(file, (_, _, _) -> {});
    }

    private static Contents read(Path file, Sink sink) {
        var digest = sha256();
        try (var raw = new BufferedInputStream(Files.newInputStream(file));
                var in = new DataInputStream(new DigestInputStream(raw, digest))) {
            var keys = 0L;
            for (var length = in.readInt(); length != END; length = in.readInt()) {
                var key = in.readNBytes(length);
                var expiresAt = in.readLong();
                sink.entry(key, expiresAt, in.readNBytes(in.readInt()));
                keys++;
            }
            var noted = in.readLong();
            var sum = digest.digest();
            if (noted != keys || !Arrays.equals(sum, raw.readNBytes(DIGEST_BYTES))) {
                throw new IllegalArgumentException("%s is damaged".formatted(file));
            }
            return new Contents(keys, Files.size(file), HexFormat.of().formatHex(sum));
        } catch (EOFException e) {
            throw new IllegalArgumentException("%s is incomplete".formatted(file), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Puts the tenant's keys back as they are in the file; what the tenant has now is removed. Looks first whether the file is whole. The
     * tenant must not write meanwhile.
     */
    public static Contents restore(RedisSide side, KeySpace tenant, Path file) {
        var contents = read(file);
        try (var masters = Masters.open(side, tenant, tenant.database())) {
            masters.scan(Copies::remove);
            var batches = new HashMap<Connection, List<RedisCommand>>();
            read(file, (key, expiresAt, payload) -> {
                var master = masters.of(new Key(key));
                var batch = batches.computeIfAbsent(master, _ -> new ArrayList<>());
                batch.add(RedisCommand.of("RESTORE", key, expiresAt, payload, "REPLACE", "ABSTTL"));
                if (batch.size() == AT_ONCE) {
                    send(master, batch);
                }
            });
            batches.forEach(Backup::send);
        }
        return contents;
    }

    private static void send(Connection connection, List<RedisCommand> batch) {
        for (var reply : connection.send(List.copyOf(batch))) {
            if (reply instanceof Reply.Refused(var message)) {
                throw connection.refused("RESTORE: " + message);
            }
        }
        batch.clear();
    }
}
