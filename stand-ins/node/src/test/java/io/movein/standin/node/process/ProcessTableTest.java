package io.movein.standin.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.node.process.ProcessTable.Entry;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProcessTableTest {

    @Test
    void readsAProgramWhoseNameHoldsSpacesAndParentheses() {
        var stat = "42 (a (b) c) S 7 42 40 0 -1 4194304 99 0 0 0 0 0 0 0 20 0 1 0 132584 3133440 413";

        assertThat(Entry.parse(stat)).isEqualTo(new Entry(42, 7, 40, 132584, false));
    }

    @Test
    void countsDescendantsAndOrphansOfTheSessionButNoStrangersAndNoDead() {
        var table = table(
                new Entry(10, 1, 10, 0, false),
                new Entry(11, 10, 10, 0, false),
                new Entry(12, 11, 12, 0, false),
                new Entry(13, 1, 10, 0, false),
                new Entry(14, 10, 10, 0, true),
                new Entry(20, 1, 20, 0, false));

        assertThat(table.membersOf(10)).containsExactlyInAnyOrder(11L, 12L, 13L);
    }

    private static ProcessTable table(Entry... entries) {
        return new ProcessTable(List.of(entries).stream().collect(Collectors.toMap(Entry::pid, Function.identity())));
    }
}
