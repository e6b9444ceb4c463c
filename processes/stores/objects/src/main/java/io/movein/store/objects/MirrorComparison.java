package io.movein.store.objects;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two places side by side. An object counts as equal if each side lists the very one that was read, by its ETag.
 *
 * @param differences in words, the first few
 * @param known       whether anything is known of what was copied; without it the digests prove nothing
 * @param since       what the source has otherwise than a pass has listed, while it is followed: it is in neither side. With what the
 *                    source lists now, nothing for what it has no more
 */
public record MirrorComparison(
        Side source, Side target, List<String> differences, boolean known, Map<String, Optional<Listed>> since) {

    /** Of {@link #since}; a comparison that leaves out more proves nothing. */
    public static final int MOST_SINCE = 100_000;

    private static final int SHOWN = 3;

    /** Whether an object that is otherwise than it was copied is left out. */
    interface Written {
        boolean since(String key, Optional<Listed> now);
    }

    /** @param sha256 over all keys in their order, each with the SHA-256 of its content */
    public record Side(long objects, long bytes, String sha256) {}

    static MirrorComparison of(
            Ascending<Listed> source,
            Ascending<Listed> target,
            Ascending<Map.Entry<String, Mirrored>> journal,
            Written written) {
        var left = new HashMap<String, Optional<Listed>>();
        var here = new Sum();
        var there = new Sum();
        var differences = new ArrayList<String>();
        var known = false;
        for (var next = Ascending.next(source, target, journal);
                next.isPresent();
                next = Ascending.next(source, target, journal)) {
            var key = next.get();
            var entry = journal.take(key).map(Map.Entry::getValue);
            var from = source.take(key).filter(listed -> !ObjectMirror.isMarker(listed));
            var to = target.take(key).filter(listed -> !ObjectMirror.isMarker(listed));
            known |= entry.isPresent();
            var read = entry.filter(one -> from.filter(one::isOf).isPresent());
            if ((from.isPresent() ? read.isEmpty() : entry.isPresent()) && written.since(key, from)) {
                if (left.size() < MOST_SINCE) {
                    left.put(key, from);
                }
                continue;
            }
            var copied = entry.filter(one -> to.map(Listed::etag).equals(Optional.of(one.targetEtag())));
            from.ifPresent(listed -> here.add(listed, read.map(Mirrored::sha256).orElse("not as it was read")));
            to.ifPresent(
                    listed -> there.add(listed, copied.map(Mirrored::sha256).orElse("not as it was written")));
            if (differences.size() < SHOWN && (from.isPresent() || to.isPresent())) {
                difference(from, to, read, copied).ifPresent(text -> differences.add(Names.show(key) + " " + text));
            }
        }
        return new MirrorComparison(here.side(), there.side(), List.copyOf(differences), known, left);
    }

    private static Optional<String> difference(
            Optional<Listed> from, Optional<Listed> to, Optional<Mirrored> read, Optional<Mirrored> copied) {
        if (from.isEmpty()) {
            return Optional.of("is at the target alone");
        }
        if (to.isEmpty()) {
            return Optional.of("is not at the target");
        }
        if (read.isEmpty()) {
            return Optional.of("was changed at the source after it was copied");
        }
        return copied.isEmpty() ? Optional.of("was changed at the target after it was copied") : Optional.empty();
    }

    private static final class Sum {

        private final MessageDigest digest = sha256();
        private long objects;
        private long bytes;

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        void add(Listed listed, String content) {
            objects++;
            bytes += listed.size();
            digest.update((listed.key() + "\0" + content + "\n").getBytes(StandardCharsets.UTF_8));
        }

        Side side() {
            return new Side(objects, bytes, HexFormat.of().formatHex(digest.digest()));
        }
    }
}
