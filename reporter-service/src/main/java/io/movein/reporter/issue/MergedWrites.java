package io.movein.reporter.issue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The same writes in fewer requests: what changes several labels, or closes the issue as well, is one of them. It says what the labels
 * are from now on, so it may only be done right after the issue was read.
 */
public final class MergedWrites {
    private MergedWrites() {}

    /** @param found the labels that the writes were planned with */
    public static List<Write> of(List<Write> writes, Set<String> found) {
        var merged = writes.stream().filter(MergedWrites::isMerged).toList();
        if (merged.size() < 2) {
            return writes;
        }
        var all = new ArrayList<>(writes);
        all.removeIf(MergedWrites::isMerged);
        all.add(writes.indexOf(merged.getFirst()), together(merged, labels(merged, found)));
        return all;
    }

    private static boolean isMerged(Write write) {
        return write instanceof Write.AddLabel || write instanceof Write.RemoveLabel || write instanceof Write.Close;
    }

    private static Write together(List<Write> merged, Set<String> labels) {
        return merged.stream()
                .filter(Write.Close.class::isInstance)
                .map(Write.Close.class::cast)
                .findFirst()
                .<Write>map(close -> new Write.CloseWithLabels(close.completed(), labels))
                .orElseGet(() -> new Write.SetLabels(labels));
    }

    private static Set<String> labels(List<Write> merged, Set<String> found) {
        var labels = new TreeSet<>(found);
        for (var write : merged) {
            switch (write) {
                case Write.AddLabel add -> labels.add(add.label());
                case Write.RemoveLabel remove -> labels.remove(remove.label());
                default -> {}
            }
        }
        return labels;
    }
}
