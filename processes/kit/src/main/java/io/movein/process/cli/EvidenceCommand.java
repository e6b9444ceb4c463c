package io.movein.process.cli;

import io.movein.process.evidence.EvidenceFolder;
import io.movein.process.evidence.EvidenceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "evidence",
        description = "Checks the evidence of a run against its SHA256SUMS, and prints it as a table.",
        mixinStandardHelpOptions = true)
final class EvidenceCommand implements Callable<Integer> {

    private final CommandContext<?> context;

    @Parameters(paramLabel = "FOLDER", description = "Has the files of one run")
    private Path folder = Path.of(".");

    EvidenceCommand(CommandContext<?> context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        var evidence = EvidenceReader.open(new EvidenceFolder(folder));
        var out = context.out();
        evidence.run()
                .forEachEntry((name, value) ->
                        out.println("%-14s %s".formatted(name, value.isString() ? value.asString() : value)));
        var checks = new Table("check", "of", "source", "target", "match");
        evidence.checks()
                .forEach(check -> checks.row(
                        check.get("check").asString(),
                        check.get("of").asString(),
                        check.path("source").asString(""),
                        check.path("target").asString(""),
                        check.path("notMade").asString(check.get("match").toString())));
        out.print("\n" + checks + "\n");
        evidence.forEachItem(item -> out.println("%-8s  %s  %s"
                .formatted(
                        item.get("state").asString(),
                        item.get("key").asString(),
                        item.path("text").asString(""))));
        return 0;
    }
}
