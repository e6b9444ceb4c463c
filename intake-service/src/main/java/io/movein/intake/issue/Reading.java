package io.movein.intake.issue;

import io.movein.contract.MigrationId;
import io.movein.github.IssueSnapshot.WithHistory;
import io.movein.model.OnboardingIssue;
import java.util.Set;

/**
 * Everything that commands are derived from.
 *
 * @param operators numeric ids
 * @param botId whom to ignore
 */
public record Reading(
        MigrationId migration, WithHistory issue, OnboardingIssue onboarding, Set<Long> operators, long botId) {

    public Reading {
        operators = Set.copyOf(operators);
    }
}
