package io.movein.intake.read;

import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Traceparent;
import io.movein.github.IssueSnapshot;
import java.util.List;
import java.util.Optional;

/** What a pull request of a plan says now. */
public interface PullCommands {
    /** @return nothing, where it is none of this plan; empty: GitHub does not find it, perhaps only for a moment */
    Optional<List<Message<?>>> of(MigrationId plan, IssueSnapshot issue, int number, Traceparent trace);
}
