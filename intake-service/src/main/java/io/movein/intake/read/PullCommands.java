package io.movein.intake.read;

import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Traceparent;
import io.movein.github.IssueSnapshot;
import java.util.List;

/** What a pull request of a plan says now; nothing, where it is none of this plan. */
public interface PullCommands {
    List<Message<?>> of(MigrationId plan, IssueSnapshot issue, int number, Traceparent trace);
}
