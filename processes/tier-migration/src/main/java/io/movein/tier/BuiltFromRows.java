package io.movein.tier;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.store.postgresql.PostgresServer;
import io.movein.store.postgresql.PostgresSession.Row;
import io.movein.store.search.BuiltDocuments;
import java.util.List;
import java.util.Optional;

/** Documents as a query of a database gives them: id, document and, where it has one, routing. Read in one state; nothing is written. */
record BuiltFromRows(PostgresServer server, String index, String query) implements BuiltDocuments {

    private static final String FETCH = "fetch 500 from movein_documents";

    @Override
    public void each(Sink sink) throws InterruptedException {
        try (var session = server.open()) {
            session.execute("begin isolation level repeatable read read only");
            session.execute("declare movein_documents no scroll cursor for " + query);
            for (var rows = session.rows(FETCH); !rows.isEmpty(); rows = session.rows(FETCH)) {
                for (var row : rows) {
                    take(row, sink);
                }
            }
        }
    }

    private void take(Row row, Sink sink) throws InterruptedException {
        var wrong = wrong(row);
        if (wrong.isPresent()) {
            throw new MigrationFailure(
                    ExitCode.DESTINATION,
                    "search.indices.%s.changes.rebuilt: %s at the %s (expected id, document and, where it has one, routing)"
                            .formatted(index, wrong.get(), server.name()));
        }
        var routing = row.values().size() == 3 ? row.find(2).orElse("") : "";
        sink.take(row.text(0), routing, row.text(1));
    }

    private static Optional<String> wrong(Row row) {
        if (row.values().size() < 2 || row.values().size() > 3) {
            return Optional.of("rows of %d columns".formatted(row.values().size()));
        }
        return row.find(0).isEmpty() || row.find(1).isEmpty()
                ? Optional.of("a row without an id or a document: " + row.values())
                : Optional.empty();
    }

    /** What is wrong with its first row, if something is; that there is none, if that is not right. */
    Optional<String> problem(boolean empty) {
        List<Row> first;
        try (var session = server.open()) {
            session.execute("begin isolation level repeatable read read only");
            session.execute("declare movein_documents no scroll cursor for " + query);
            first = session.rows("fetch 1 from movein_documents");
        }
        if (first.isEmpty()) {
            return empty ? Optional.empty() : Optional.of("no row at the " + server.name());
        }
        return wrong(first.getFirst());
    }
}
