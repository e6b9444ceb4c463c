package io.movein.process.run;

import io.movein.process.Assignment;
import io.movein.process.AttemptKind;
import io.movein.process.ConfigurationFailure;
import io.movein.process.ConfigurationProblem;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.Secrets;
import io.movein.process.Stop;
import io.movein.process.control.ControlChannel;
import io.movein.process.control.PaceCommands;
import io.movein.process.evidence.EvidenceFolder;
import io.movein.process.evidence.EvidenceStore;
import io.movein.process.items.Journal;
import io.movein.process.items.JournalFacts;
import io.movein.process.pace.Pace;
import io.movein.process.report.Checks;
import io.movein.process.report.Course;
import io.movein.process.report.Display;
import io.movein.process.report.ProgressReporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a process has open while it does something: made from its assignment, closed in the right order. A dry-run gets a journal
 * that is forgotten, so that it leaves nothing, also in its own state folder.
 */
public final class Session<C> implements AutoCloseable {

    /** The journal's file in the state folder. */
    public static final String JOURNAL = "journal.db";

    private static final Duration LOOK_FOR_COMMANDS_EVERY = Duration.ofMillis(200);

    private final ProcessRun<C> run;
    private final Optional<Path> temporary;

    private Session(ProcessRun<C> run, Optional<Path> temporary) {
        this.run = run;
        this.temporary = temporary;
    }

    /**
     * Begins a run: reads the configuration, looks for the secrets, opens the journal, takes commands and tells progress.
     *
     * @throws ConfigurationFailure with everything that is wrong with the configuration and the secrets
     */
    public static <C> Session<C> begin(
            MigrationProcess<C> process, Assignment assignment, Secrets secrets, Display display, Stop stop) {
        return open(process, assignment, secrets, display, stop, true);
    }

    /** Opens the same without a run, to look at what earlier runs left: changes nothing in the journal and takes no commands. */
    public static <C> Session<C> openReadOnly(
            MigrationProcess<C> process, Assignment assignment, Secrets secrets, Display display, Stop stop) {
        return open(process, assignment, secrets, display, stop, false);
    }

    private static <C> Session<C> open(
            MigrationProcess<C> process,
            Assignment assignment,
            Secrets secrets,
            Display display,
            Stop stop,
            boolean begins) {
        var configuration = configuration(process, assignment, secrets);
        var forgotten = begins && assignment.dryRun();
        Optional<Path> temporary = forgotten || assignment.scratch().isEmpty()
                ? Optional.of(temporaryFolder(assignment))
                : Optional.empty();
        var scratch = temporary.or(assignment::scratch).orElseThrow();
        var folder = forgotten ? scratch : assignment.state().orElse(scratch);
        var journal = Journal.open(folder.resolve(JOURNAL), Clock.systemUTC());
        try {
            var died = begins
                    && journal.begin(
                            assignment.run(), assignment.mode(), forgotten ? AttemptKind.FRESH : assignment.attempt());
            var pace = Pace.of(process.pace(configuration));
            var commands = begins ? assignment.control() : Optional.<Path>empty();
            var control = new ControlChannel(commands, journal.commands(), display::log);
            PaceCommands.register(control, pace);
            var kept = begins ? Optional.of(journal.facts()) : Optional.<JournalFacts>empty();
            var course = new Course(kept, journal.runs().size(), Clock.systemUTC(), System::nanoTime, secrets::redact);
            var progress = new ProgressReporter(display, control, course, System::nanoTime);
            var run = new ProcessRun<>(
                    assignment,
                    configuration,
                    secrets,
                    journal,
                    pace,
                    control,
                    progress,
                    new Checks(),
                    stop,
                    scratch,
                    new EvidencePlace(() -> evidence(process, configuration, secrets, assignment, journal)),
                    died,
                    Map.of());
            progress.start();
            if (begins) {
                control.restore();
                control.start(LOOK_FOR_COMMANDS_EVERY);
            }
            return new Session<>(run, temporary);
        } catch (RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private static <C> Optional<EvidenceStore> evidence(
            MigrationProcess<C> process, C configuration, Secrets secrets, Assignment assignment, Journal journal) {
        return process.evidence(configuration, secrets, assignment)
                .or(() -> assignment
                        .state()
                        .map(state -> new EvidenceFolder(
                                state.resolve("evidence-" + journal.runs().size()))));
    }

    /** @throws ConfigurationFailure with everything that is wrong with it and the secrets */
    public static <C> C configuration(MigrationProcess<C> process, Assignment assignment, Secrets secrets) {
        var file = assignment
                .configuration()
                .orElseThrow(
                        () -> new ConfigurationFailure(
                                "the assignment is not complete:",
                                List.of(
                                        ConfigurationProblem.of(
                                                "MOVEIN_CONFIG",
                                                "not set",
                                                "the file of the configuration; fill in the form's field Configuration, or say --config"))));
        var configuration = process.format().read(file);
        var missing = secrets.problems(process.secrets(configuration));
        if (!missing.isEmpty()) {
            throw new ConfigurationFailure("secrets are missing:", missing);
        }
        return configuration;
    }

    public ProcessRun<C> run() {
        return run;
    }

    /** How a run that came to its end ended, by what it left. */
    ExitCode outcome() {
        if (run.stop().requested()) {
            return ExitCode.STOPPED;
        }
        if (run.checks().anyMismatch()) {
            return ExitCode.MISMATCH;
        }
        var complete =
                run.journal().counts().failed().items() == 0 && !run.checks().anyNotMade();
        return complete ? ExitCode.SUCCESS : ExitCode.COMPLETED_WITH_ERRORS;
    }

    void end(ExitCode outcome) {
        run.journal().end(outcome);
    }

    @Override
    public void close() {
        run.control().close();
        run.progress().close();
        run.journal().close();
        temporary.ifPresent(Session::delete);
    }

    private static Path temporaryFolder(Assignment assignment) {
        try {
            return assignment.scratch().isPresent()
                    ? Files.createTempDirectory(assignment.scratch().get(), "movein")
                    : Files.createTempDirectory("movein");
        } catch (IOException e) {
            throw new MigrationFailure(ExitCode.REFUSED, "no temporary folder can be made: " + e.getMessage(), e);
        }
    }

    private static void delete(Path folder) {
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
