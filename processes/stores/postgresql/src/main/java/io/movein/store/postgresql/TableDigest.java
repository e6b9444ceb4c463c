package io.movein.store.postgresql;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What can be said of a table's rows in one look, the same for the same rows on every server: how many, and SHA-256 over them in the order
 * of their keys.
 *
 * @param keys    over the keys alone, in hex; none where there is no primary key, and then rows are in the order of their own text
 * @param content over whole rows, computed columns too
 */
public record TableDigest(long rows, Optional<String> keys, String content) {

    /**
     * Reads each row once; memory is the server's.
     *
     * @param where over the table, called {@code t}
     */
    public static TableDigest of(PostgresSession session, TableDescription table, String where) {
        var ordered = new ArrayList<>(table.key());
        table.columns().stream()
                .map(TableColumn::name)
                .filter(name -> !table.key().contains(name))
                .forEach(ordered::add);
        var select = "copy (select %s from %s%s t where %s order by %s) to stdout"
                .formatted(
                        SqlText.names(ordered),
                        table.kind() == 'p' ? "" : "only ",
                        table.name().sql(),
                        where,
                        order(table, ordered));
        var reading = new Reading(table.key().size());
        try {
            var out = session.copies().copyOut(select);
            byte[] piece;
            while ((piece = out.readFromCopy()) != null) {
                reading.take(piece);
            }
            return reading.digest();
        } catch (SQLException e) {
            throw session.failure("the digest of " + table.name(), e);
        }
    }

    private static String order(TableDescription table, List<String> all) {
        return table.key().isEmpty()
                ? "row(%s)::text collate \"C\"".formatted(SqlText.names(all))
                : table.key().stream()
                        .map(name -> table.column(name).orElseThrow().ordered()
                                ? SqlText.name(name)
                                : SqlText.name(name) + "::text collate \"C\"")
                        .collect(Collectors.joining(", "));
    }

    /** Takes lines of COPY's text format apart, in which a tab or a line break is never part of a value. */
    private static final class Reading {

        private final int keyColumns;
        private final MessageDigest keys = sha256();
        private final MessageDigest content = sha256();
        private long rows;
        private int column;

        private Reading(int keyColumns) {
            this.keyColumns = keyColumns;
        }

        private void take(byte[] piece) {
            content.update(piece);
            var keyFrom = 0;
            for (var i = 0; i < piece.length; i++) {
                if (piece[i] == '\t' || piece[i] == '\n') {
                    if (column < keyColumns) {
                        keys.update(piece, keyFrom, i + 1 - keyFrom);
                    }
                    keyFrom = i + 1;
                    column++;
                }
                if (piece[i] == '\n') {
                    rows++;
                    column = 0;
                }
            }
            if (keyFrom < piece.length && column < keyColumns) {
                keys.update(piece, keyFrom, piece.length - keyFrom);
            }
        }

        private TableDigest digest() {
            return new TableDigest(rows, keyColumns == 0 ? Optional.empty() : Optional.of(hex(keys)), hex(content));
        }

        private static String hex(MessageDigest digest) {
            return HexFormat.of().formatHex(digest.digest());
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
