package io.movein.standin.github.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How a file differs between two trees: added, modified, removed or renamed. {@code was} is its former path if that differs. */
public record FileDiff(
        String path, String status, String sha, @Nullable String was) {

    static List<FileDiff> between(SortedMap<String, TreeEntry> before, SortedMap<String, TreeEntry> after) {
        var gone = new HashMap<String, String>();
        before.forEach((path, entry) -> {
            if (!after.containsKey(path)) {
                gone.put(entry.sha(), path);
            }
        });
        var diffs = new ArrayList<FileDiff>();
        var renamed = new TreeSet<String>();
        after.forEach((path, entry) -> {
            var former = before.get(path);
            if (former == null && gone.containsKey(entry.sha())) {
                renamed.add(gone.get(entry.sha()));
                diffs.add(new FileDiff(path, "renamed", entry.sha(), gone.get(entry.sha())));
            } else if (former == null) {
                diffs.add(new FileDiff(path, "added", entry.sha(), null));
            } else if (!former.equals(entry)) {
                diffs.add(new FileDiff(path, "modified", entry.sha(), null));
            }
        });
        before.forEach((path, entry) -> {
            if (!after.containsKey(path) && !renamed.contains(path)) {
                diffs.add(new FileDiff(path, "removed", entry.sha(), null));
            }
        });
        return diffs;
    }

    /** What three trees amount to; null: the same file was changed in two ways. */
    static @Nullable SortedMap<String, TreeEntry> merged(
            SortedMap<String, TreeEntry> base, SortedMap<String, TreeEntry> ours, SortedMap<String, TreeEntry> theirs) {
        var result = new TreeMap<>(ours);
        var paths = new TreeSet<>(base.keySet());
        paths.addAll(theirs.keySet());
        for (var path : paths) {
            var from = base.get(path);
            var to = theirs.get(path);
            if (Objects.equals(from, to)) {
                continue;
            }
            var here = ours.get(path);
            if (!Objects.equals(here, from) && !Objects.equals(here, to)) {
                return null;
            }
            put(result, path, to);
        }
        return result;
    }

    private static void put(Map<String, TreeEntry> tree, String path, @Nullable TreeEntry entry) {
        if (entry == null) {
            tree.remove(path);
        } else {
            tree.put(path, entry);
        }
    }
}
