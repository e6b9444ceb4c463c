package io.movein.process.cli;

import io.movein.process.ConfigurationFailure;
import io.movein.process.ConfigurationProblem;
import io.movein.process.items.Counts;
import io.movein.process.items.Journal;
import io.movein.process.run.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        description = "The runs over a state folder and where their items stand; also beside a run.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    private final CommandContext<?> context;

    @Mixin
    private final Options options = new Options();

    StatusCommand(CommandContext<?> context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var assignment = options.assignment(context.environment(), Map.of("MOVEIN_MODE", "dry-run"));
        var file = assignment
                .state()
                .map(state -> state.resolve(Session.JOURNAL))
                .filter(Files::exists)
                .orElseThrow(() -> new ConfigurationFailure(
                        "there is no journal:",
                        List.of(ConfigurationProblem.of(
                                "MOVEIN_STATE",
                                assignment.state().map(Path::toString).orElse("not set"),
                                "a folder with a " + Session.JOURNAL))));
        try (var journal = Journal.open(file, Clock.systemUTC())) {
            context.out().print(runs(journal) + "\n" + items(journal) + "\n" + causes(journal));
        }
        return 0;
    }

    private static Table runs(Journal journal) {
        var table = new Table("run", "mode", "attempt", "started", "outcome");
        journal.runs()
                .forEach(run -> table.row(
                        Integer.toString(run.run()),
                        run.mode(),
                        run.attempt(),
                        run.started().toString(),
                        run.outcome().orElse("running, or died")));
        return table;
    }

    private static Table items(Journal journal) {
        var table = new Table("items", "queued", "running", "migrated", "skipped", "failed");
        journal.countsByGroup().forEach((group, counts) -> table.row(row(group, counts)));
        table.row(row("in all", journal.counts()));
        return table;
    }

    private static String[] row(String name, Counts counts) {
        return new String[] {
            name,
            items(counts.queued()),
            items(counts.running()),
            items(counts.migrated()),
            items(counts.skipped()),
            items(counts.failed())
        };
    }

    private static String items(Counts.Tally tally) {
        return Long.toString(tally.items());
    }

    private static Table causes(Journal journal) {
        var table = new Table("state", "cause", "items");
        journal.causes()
                .forEach((state, codes) ->
                        codes.forEach((code, number) -> table.row(state.toString(), code, Long.toString(number))));
        return table;
    }
}
