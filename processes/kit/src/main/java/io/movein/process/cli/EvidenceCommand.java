package io.movein.process.cli;

import io.movein.process.evidence.EvidenceReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "evidence",
        description = "Checks the evidence of a run against its SHA256SUMS, and prints it as a table.",
        mixinStandardHelpOptions = true)
final class EvidenceCommand implements Callable<Integer> {

    /** In columns that need not be measured: there may be millions. */
    private static final String ITEM = "%-8s  %14s  %-24s  %s  %s";

    /** Of what is in {@code run.json}. */
    private static final List<String> TABLES = List.of("phases", "steps");

    private final CommandContext<?> context;

    @Mixin
    private final Options options = new Options();

    @Parameters(
            paramLabel = "LOCATION",
            description =
                    "Has the files of one run: a folder, or with --config and --secrets what the report names (s3://…)")
    private String location = ".";

    EvidenceCommand(CommandContext<?> context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        var evidence = EvidenceReader.open(context.evidence(location, options));
        var out = context.out();
        var run = evidence.run();
        run.forEachEntry((name, value) -> {
            if (!TABLES.contains(name)) {
                out.println("%-14s %s".formatted(name, value.isString() ? value.asString() : value));
            }
        });
        TABLES.forEach(table -> print(run.path(table)));
        var checks = new Table("check", "of", "source", "target", "match");
        evidence.checks()
                .forEach(check -> checks.row(
                        check.get("check").asString(),
                        check.get("of").asString(),
                        check.path("source").asString(""),
                        check.path("target").asString(""),
                        check.path("notMade").asString(check.get("match").toString())));
        out.print("\n" + checks + "\n");
        out.println(ITEM.formatted("state", "bytes", "at", "key", "cause").stripTrailing());
        evidence.forEachItem(item -> out.println(ITEM.formatted(
                        item.get("state").asString(),
                        item.path("bytes").asString(""),
                        item.get("at").asString(),
                        item.get("key").asString(),
                        cause(item.path("code").asString(""), item.path("text").asString("")))
                .stripTrailing()));
        return 0;
    }

    /** Rows that all have the same names; nothing where there are none, as in evidence of earlier versions. */
    private void print(JsonNode rows) {
        if (!rows.isEmpty()) {
            var table = new Table(rows.get(0).propertyNames().toArray(String[]::new));
            rows.forEach(row -> table.row(row.valueStream()
                    .map(value -> value.isNull() ? "?" : value.asString())
                    .toArray(String[]::new)));
            context.out().print("\n" + table);
        }
    }

    private static String cause(String code, String text) {
        return text.isEmpty() ? code : code + ": " + text;
    }
}
