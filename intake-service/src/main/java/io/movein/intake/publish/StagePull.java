package io.movein.intake.publish;

/** A pull request of a plan's stage, and the plan's issue. */
public record StagePull(int issue, int number) {}
