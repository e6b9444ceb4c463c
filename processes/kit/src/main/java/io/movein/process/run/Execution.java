package io.movein.process.run;

import io.movein.process.Assignment;
import io.movein.process.ConfigurationFailure;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.Secrets;
import io.movein.process.Stop;
import io.movein.process.evidence.EvidenceBundle;
import io.movein.process.evidence.RunFacts;
import io.movein.process.report.Display;
import io.movein.process.report.TerminationMessage;
import io.movein.process.report.TerminationMessage.EvidenceReceipt;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A run from its assignment to its exit code: validated first, evidence and termination message last, also after a failure. */
public final class Execution<C> {

    private final MigrationProcess<C> process;
    private final Display display;
    private final Stop stop;

    public Execution(MigrationProcess<C> process, Display display, Stop stop) {
        this.process = process;
        this.display = display;
        this.stop = stop;
    }

    private record Ending(ExitCode exitCode, String summary) {}

    public ExitCode run(Assignment assignment, Secrets secrets) {
        try (var session = Session.begin(process, assignment, secrets, display, stop)) {
            return run(session);
        } catch (MigrationFailure e) {
            say(assignment, new TerminationMessage(false, message(e, secrets), List.of(), 0, Optional.empty()));
            return e.exitCode();
        }
    }

    private ExitCode run(Session<C> session) {
        var run = session.run();
        var started = Instant.now();
        var ending = work(session);
        run.progress().phaseEnded(ending.exitCode);
        session.end(ending.exitCode);
        ending = withEvidence(run, ending, started);
        return ending.exitCode;
    }

    private Ending work(Session<C> session) {
        try {
            var problems = process.validate(session.run());
            if (!problems.isEmpty()) {
                throw new ConfigurationFailure("the run cannot start:", problems);
            }
            var summary = process.run(session.run());
            session.run().progress().phaseEnded(stop.requested() ? ExitCode.STOPPED : ExitCode.SUCCESS);
            return new Ending(session.outcome(), summary);
        } catch (MigrationFailure e) {
            return new Ending(e.exitCode(), message(e, session.run().secrets()));
        } catch (InterruptedException e) {
            return new Ending(ExitCode.STOPPED, "stopped at a safe point");
        } catch (RuntimeException e) {
            var trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            display.log(trace.toString());
            return new Ending(
                    ExitCode.UNEXPECTED, session.run().secrets().redact("a fault of the program itself: " + e));
        }
    }

    /** Evidence that cannot be written is told, and makes a success none: nobody could show it later. */
    private Ending withEvidence(ProcessRun<C> run, Ending ending, Instant started) {
        Optional<EvidenceReceipt> receipt = Optional.empty();
        if (!run.dryRun()) {
            try {
                var store = run.evidence().get();
                receipt = store.isEmpty()
                        ? Optional.empty()
                        : Optional.of(EvidenceBundle.write(
                                run.journal(),
                                run.checks().worstFirst(),
                                facts(run, ending, started),
                                store.get(),
                                run.scratch()));
            } catch (IOException | RuntimeException e) {
                var told = "%s; the evidence could not be written: %s"
                        .formatted(ending.summary, run.secrets().redact(String.valueOf(e.getMessage())));
                ending = new Ending(
                        ending.exitCode == ExitCode.SUCCESS ? ExitCode.COMPLETED_WITH_ERRORS : ending.exitCode, told);
            }
        }
        run.progress().course().lines().forEach(display::log);
        say(
                run.assignment(),
                new TerminationMessage(
                        ending.exitCode == ExitCode.SUCCESS,
                        ending.summary,
                        run.checks().worstFirst(),
                        run.journal().counts().failed().items(),
                        receipt));
        return ending;
    }

    private RunFacts facts(ProcessRun<C> run, Ending ending, Instant started) {
        var assignment = run.assignment();
        return new RunFacts(
                process.name(),
                assignment.migration(),
                assignment.run(),
                assignment.tenant(),
                assignment.mode().toString(),
                assignment.attempt().toString(),
                process.reason(run.configuration()),
                assignment.who(),
                started,
                Instant.now(),
                words(ending.exitCode),
                ending.summary,
                Map.of(
                        process.name(),
                        process.version(),
                        "java",
                        Runtime.version().toString()),
                run.configuration(),
                run.figures(),
                run.progress().course().phases(),
                run.progress().course().steps());
    }

    private static String words(ExitCode exitCode) {
        return exitCode.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String message(MigrationFailure failure, Secrets secrets) {
        return secrets.redact(String.valueOf(failure.getMessage()));
    }

    private void say(Assignment assignment, TerminationMessage message) {
        display.log(message.summary());
        try {
            if (assignment.terminationLog().isPresent()) {
                message.write(assignment.terminationLog().get());
            }
        } catch (IOException e) {
            display.log("the termination message could not be written: " + e.getMessage());
        }
    }
}
