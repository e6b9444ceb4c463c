package io.movein.runner.run;

import io.movein.model.FailureKind;

/** That the runner ends a run, with the kind it will be reported as and one sentence for people. */
public record Verdict(FailureKind kind, String detail) {
    /** The runner only keeps a Job ended that another has stopped. */
    static final Verdict SUSPENDED =
            new Verdict(FailureKind.OUTCOME_UNREADABLE, "Somebody suspended the run's Job while the process ran.");
}
