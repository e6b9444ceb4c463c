package io.movein.store.postgresql;

import java.util.ArrayList;
import java.util.List;

/**
 * What is copied by one pair of sessions: a leaf of a table, or some of its pages.
 *
 * @param fromPage the first; 0 at the beginning
 * @param toPage   the first that is no part of it; -1 to the end
 */
public record TablePart(TableDescription table, TableDescription.Leaf leaf, long fromPage, long toPage) {

    private static final long PAGE = 8192;

    /** @param bytes of one part, about */
    public static List<TablePart> of(TableDescription table, long bytes) {
        var parts = new ArrayList<TablePart>();
        var pages = Math.max(bytes / PAGE, 1);
        for (var leaf : table.leaves()) {
            var from = 0L;
            for (; leaf.pages() - from > pages; from += pages) {
                parts.add(new TablePart(table, leaf, from, from + pages));
            }
            parts.add(new TablePart(table, leaf, from, -1));
        }
        return parts;
    }

    /** Its share of the leaf, as large as that was at the last analysis. */
    public long bytes() {
        var pages = (toPage < 0 ? Math.max(leaf.pages(), fromPage) : toPage) - fromPage;
        return leaf.pages() == 0 ? leaf.tableBytes() : leaf.tableBytes() * pages / leaf.pages();
    }

    public String key() {
        return fromPage == 0 && toPage < 0
                ? leaf.name().toString()
                : "%s pages %d to %s".formatted(leaf.name(), fromPage, toPage < 0 ? "the end" : toPage - 1);
    }

    String select(String where) {
        return "select %s from only %s t where %s%s%s"
                .formatted(
                        SqlText.names(table.copied()),
                        leaf.name().sql(),
                        where,
                        fromPage == 0 ? "" : " and t.ctid >= '(%d,0)'::tid".formatted(fromPage),
                        toPage < 0 ? "" : " and t.ctid < '(%d,0)'::tid".formatted(toPage));
    }
}
