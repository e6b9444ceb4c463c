package io.movein.store.postgresql;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table as the catalogue has it. A partitioned one is one table whose rows lie in its leaves.
 *
 * @param kind          {@code r} plain, {@code p} partitioned, {@code f} foreign, as {@code pg_class.relkind}
 * @param key           columns of the primary key, in its order; empty where there is none
 * @param identity      columns that identify a row in the replication stream; every column with {@code full}, none with {@code nothing}
 * @param leaves        where its rows lie: itself, or its partitions
 * @param rowSecurity   whether policies are switched on for it
 * @param estimatedRows by the last analysis; 0 where it is not known
 */
public record TableDescription(
        TableName name,
        char kind,
        List<TableColumn> columns,
        List<String> key,
        List<String> identity,
        List<Leaf> leaves,
        boolean rowSecurity,
        long estimatedRows) {

    /**
     * @param pages      of 8 KiB, by the last analysis
     * @param tableBytes with what is stored out of line
     * @param indexBytes of all its indexes
     */
    public record Leaf(TableName name, long pages, long tableBytes, long indexBytes) {}

    public Optional<TableColumn> column(String wanted) {
        return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
    }

    public boolean foreign() {
        return kind == 'f';
    }

    /** Itself and where its rows lie, each once. */
    public Stream<TableName> relations() {
        return Stream.concat(Stream.of(name), leaves.stream().map(Leaf::name)).distinct();
    }

    public long tableBytes() {
        return leaves.stream().mapToLong(Leaf::tableBytes).sum();
    }

    public long indexBytes() {
        return leaves.stream().mapToLong(Leaf::indexBytes).sum();
    }

    /** What can be written; the rest is computed at the target. */
    public List<String> copied() {
        return columns.stream()
                .filter(column -> !column.generated())
                .map(TableColumn::name)
                .toList();
    }

    /** Whether its rows mean the same on every server in binary. */
    public boolean binary() {
        return columns.stream().allMatch(TableColumn::binary);
    }
}
