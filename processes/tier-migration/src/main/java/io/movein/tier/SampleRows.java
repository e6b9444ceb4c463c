package io.movein.tier;

import io.movein.process.report.CheckOutcome;
import java.util.List;
import java.util.stream.IntStream;

/** What each side gave to a sample question, row by row in its order. */
final class SampleRows {

    /** Of rows that differ. */
    private static final int SHOWN = 3;

    private static final int WIDEST = 200;
    private static final int BEFORE = 40;

    private SampleRows() {}

    /**
     * The first rows that differ are shown, each from a little before the place where it does.
     *
     * @param empty whether it is right that there is none
     */
    static CheckOutcome compared(String name, List<String> from, List<String> to, boolean empty) {
        if (from.isEmpty() && to.isEmpty()) {
            return empty
                    ? CheckOutcome.empty("query", name, 0, 0)
                    : CheckOutcome.notMade(
                            "query", name, "no row on either side, and the plan does not say empty: true");
        }
        var differing = IntStream.range(0, Math.max(from.size(), to.size()))
                .filter(at -> !row(from, at).equals(row(to, at)))
                .boxed()
                .toList();
        return differing.isEmpty()
                ? CheckOutcome.exact("query", name, from.size() + " rows", to.size() + " rows")
                : CheckOutcome.exact("query", name, shown(differing, from, to), shown(differing, to, from));
    }

    private static String shown(List<Integer> differing, List<String> rows, List<String> others) {
        var text = differing.stream()
                .limit(SHOWN)
                .map(at -> "row %d: %s".formatted(at + 1, around(row(rows, at), row(others, at))))
                .reduce((one, next) -> one + "; " + next)
                .orElseThrow();
        return differing.size() <= SHOWN ? text : "%s; %d rows differ".formatted(text, differing.size());
    }

    private static String around(String row, String other) {
        if (row.length() <= WIDEST) {
            return row;
        }
        var same = IntStream.range(0, row.length())
                .filter(at -> at >= other.length() || row.charAt(at) != other.charAt(at))
                .findFirst()
                .orElse(row.length());
        var from = Math.max(Math.min(same - BEFORE, row.length() - WIDEST), 0);
        var until = Math.min(from + WIDEST, row.length());
        return (from == 0 ? "" : "…") + row.substring(from, until) + (until == row.length() ? "" : "…");
    }

    private static String row(List<String> rows, int at) {
        return at < rows.size() ? rows.get(at) : "none";
    }
}
