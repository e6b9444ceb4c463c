package io.movein.tier;

import io.movein.store.postgresql.SequencePositions.Position;
import io.movein.store.postgresql.TableName;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code backup.json}: what a backup consists of. Its own SHA-256 stands in the evidence's {@code run.json}, and it has that of every file.
 *
 * @param postgresql major version of the server that it is of
 */
record BackupManifest(
        String tenant,
        Instant taken,
        int postgresql,
        List<String> schemas,
        Kept preData,
        List<Rows> rows,
        Kept postData,
        List<Sequence> sequences) {

    static final String NAME = "backup.json";
    static final String DIGEST = "backupSha256";

    /**
     * A file, compressed by Zstandard.
     *
     * @param sha256 of the file as it lies there, in hex
     */
    record Kept(String file, long bytes, String sha256) {}

    /** Rows of a table or partition, as COPY gives them. */
    record Rows(String schema, String table, List<String> columns, boolean binary, long rows, Kept kept) {
        TableName leaf() {
            return new TableName(schema, table);
        }
    }

    record Sequence(String schema, String name, long last, boolean called) {}

    static List<Sequence> sequences(SortedMap<TableName, Position> positions) {
        return positions.entrySet().stream()
                .map(one -> new Sequence(
                        one.getKey().schema(),
                        one.getKey().name(),
                        one.getValue().last(),
                        one.getValue().called()))
                .toList();
    }

    SortedMap<TableName, Position> positions() {
        var positions = new TreeMap<TableName, Position>();
        sequences.forEach(
                one -> positions.put(new TableName(one.schema(), one.name()), new Position(one.last(), one.called())));
        return positions;
    }

    long count() {
        return rows.stream().mapToLong(Rows::rows).sum();
    }

    long bytes() {
        return rows.stream().mapToLong(each -> each.kept().bytes()).sum();
    }
}
