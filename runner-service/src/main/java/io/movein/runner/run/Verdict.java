package io.movein.runner.run;

import io.movein.model.FailureKind;

/** That the runner ends a run, with the kind it will be reported as and one sentence for people. */
public record Verdict(FailureKind kind, String detail) {}
