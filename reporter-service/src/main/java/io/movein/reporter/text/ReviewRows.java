package io.movein.reporter.text;

import io.pebbletemplates.pebble.extension.escaper.SafeString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a review comment shows of what a run would get, field by field, read from the comment itself: the issue is the memory, and the
 * comment's seal says that it is as it was written.
 */
final class ReviewRows {
    private static final String BEGIN = "| What the run gets | Value |";

    /** A field that is not as it was; the values as they stand in the tables. */
    public record Change(SafeString field, SafeString before, SafeString after) {}

    private ReviewRows() {}

    static List<Change> changes(Optional<String> previous, String review) {
        if (previous.isEmpty()) {
            return List.of();
        }
        var before = rows(previous.get());
        var after = rows(review);
        var changes = new ArrayList<Change>();
        after.forEach((field, value) -> {
            var was = before.getOrDefault(field, "not shown");
            if (!was.equals(value)) {
                changes.add(new Change(new SafeString(field), new SafeString(was), new SafeString(value)));
            }
        });
        return changes;
    }

    private static Map<String, String> rows(String review) {
        var rows = new LinkedHashMap<String, String>();
        review.lines()
                .dropWhile(line -> !line.equals(BEGIN))
                .skip(2)
                .takeWhile(line -> line.startsWith("| "))
                .forEach(line -> {
                    var end = line.indexOf(" | ");
                    rows.put(line.substring(2, end), line.substring(end + 3, line.length() - 2));
                });
        return rows;
    }
}
