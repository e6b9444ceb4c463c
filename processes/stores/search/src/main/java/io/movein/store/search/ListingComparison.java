package io.movein.store.search;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Two listings to their ends: sums over each, and the first few documents that differ. */
final class ListingComparison {

    private static final int MOST_DIFFERENCES = 5;

    private final Sums source = new Sums();
    private final Sums target = new Sums();
    private final List<String> differences = new ArrayList<>();
    private long more;

    private ListingComparison() {}

    static ListingComparison of(Listing from, Listing to) throws InterruptedException {
        var comparison = new ListingComparison();
        Merge.each(from, to, comparison::add);
        return comparison;
    }

    private void add(Optional<Listed> here, Optional<Listed> there) {
        here.ifPresent(source::add);
        there.ifPresent(target::add);
        if (!here.equals(there)) {
            if (differences.size() < MOST_DIFFERENCES) {
                differences.add(words(here, there));
            } else {
                more++;
            }
        }
    }

    private static String words(Optional<Listed> here, Optional<Listed> there) {
        var one = here.or(() -> there).orElseThrow();
        var which = one.routing().isEmpty() ? one.id() : "%s routing %s".formatted(one.id(), one.routing());
        if (here.isEmpty() || there.isEmpty()) {
            return "%s is at the %s alone".formatted(which, here.isEmpty() ? "target" : "source");
        }
        return here.get().version() == there.get().version()
                ? "%s has another content".formatted(which)
                : "%s is version %d at the source, %d at the target"
                        .formatted(which, here.get().version(), there.get().version());
    }

    /**
     * @param contents which the listings have
     * @param planned  settings, in words
     * @param found    the same as they are
     */
    IndexComparison of(String index, Contents contents, String planned, String found) {
        var all = new ArrayList<>(differences);
        if (more > 0) {
            all.add("%d more".formatted(more));
        }
        return new IndexComparison(
                index,
                source.count,
                target.count,
                source.ids(),
                target.ids(),
                contents,
                contents == Contents.NONE ? "" : source.all(),
                contents == Contents.NONE ? "" : target.all(),
                planned,
                found,
                all,
                List.of());
    }

    /** Over what a listing gives, in its order. */
    private static final class Sums {

        private final MessageDigest ids = Document.sha256();
        private final MessageDigest all = Document.sha256();
        private long count;

        void add(Listed one) {
            var id = "%s\n%s\n\n".formatted(one.id(), one.routing()).getBytes(StandardCharsets.UTF_8);
            ids.update(id);
            all.update(id);
            all.update("%d %s\n".formatted(one.version(), one.sha256()).getBytes(StandardCharsets.UTF_8));
            count++;
        }

        /** Nothing has no sum that could prove something. */
        String ids() {
            return count == 0 ? "" : HexFormat.of().formatHex(ids.digest());
        }

        String all() {
            return count == 0 ? "" : HexFormat.of().formatHex(all.digest());
        }
    }
}
