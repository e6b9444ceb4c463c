package io.movein.process.cli;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as they have to be. */
final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... heading) {
        row(heading);
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (var row : rows) {
            for (var column = 0; column < row.size(); column++) {
                var last = column == row.size() - 1;
                text.append(last ? row.get(column) : ("%-" + width(column) + "s  ").formatted(row.get(column)));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
    }
}
