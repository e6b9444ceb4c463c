package io.movein.intake.issue;

import io.movein.contract.MigrationId;
import io.movein.contract.issue.CommentSeal;
import io.movein.github.IssueSnapshot.WithHistory;
import io.movein.model.OnboardingIssue;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that commands are derived from.
 *
 * @param botId whom to ignore
 * @param seal by which Movein's own comments are known to be as they were written
 */
public record Reading(
        MigrationId migration,
        WithHistory issue,
        OnboardingIssue onboarding,
        OperatorIds operators,
        long botId,
        CommentSeal seal) {

    /**
     * Who the operators are, by numeric id.
     *
     * @param unknown why it cannot be told of anybody else; empty: it can
     */
    public record OperatorIds(Set<Long> known, Optional<String> unknown) {
        public OperatorIds {
            known = Set.copyOf(known);
        }
    }

    /** The same, with the operators asked for anew. */
    public Reading with(OperatorIds operatorsNow) {
        return new Reading(migration, issue, onboarding, operatorsNow, botId, seal);
    }
}
