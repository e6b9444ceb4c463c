package io.movein.contract;

import io.movein.activity.IssueActivity;
import io.movein.command.AnswerOperator;
import io.movein.command.ApproveMigration;
import io.movein.command.ApproveStage;
import io.movein.command.AskOwner;
import io.movein.command.AttestWipe;
import io.movein.command.ChoosePlan;
import io.movein.command.CloseIssue;
import io.movein.command.ConfirmNodeOff;
import io.movein.command.ConfirmValidation;
import io.movein.command.MisreadCommand;
import io.movein.command.RefuseCommand;
import io.movein.command.RejectMigration;
import io.movein.command.RejectValidation;
import io.movein.command.ReopenIssue;
import io.movein.command.ReopenStage;
import io.movein.command.RequestMigration;
import io.movein.command.RequestPlan;
import io.movein.command.RequestStop;
import io.movein.command.ShowHelp;
import io.movein.command.ShowStatus;
import io.movein.command.StageRead;
import io.movein.command.StageReviewed;
import io.movein.event.ApprovalVoided;
import io.movein.event.CommandRefused;
import io.movein.event.ControlAnswered;
import io.movein.event.ControlRequested;
import io.movein.event.GateAsked;
import io.movein.event.HelpShown;
import io.movein.event.IssueStateCorrected;
import io.movein.event.MigrationApproved;
import io.movein.event.MigrationClosed;
import io.movein.event.MigrationRejected;
import io.movein.event.MigrationRequested;
import io.movein.event.MigrationWithdrawn;
import io.movein.event.NodeOffConfirmed;
import io.movein.event.OperatorAnswered;
import io.movein.event.OwnerAsked;
import io.movein.event.PlanChosen;
import io.movein.event.PlanClosed;
import io.movein.event.PlanCommandRefused;
import io.movein.event.PlanIssueCorrected;
import io.movein.event.PlanRequested;
import io.movein.event.PlanRunRecorded;
import io.movein.event.PlanShown;
import io.movein.event.ReviewCompleted;
import io.movein.event.RunDelayed;
import io.movein.event.RunOrdered;
import io.movein.event.RunQueued;
import io.movein.event.RunReportedLate;
import io.movein.event.StageApprovalVoided;
import io.movein.event.StageApproved;
import io.movein.event.StageChecked;
import io.movein.event.StageMergeAsked;
import io.movein.event.StageMergedAround;
import io.movein.event.StageOpened;
import io.movein.event.StagePassed;
import io.movein.event.StageReopened;
import io.movein.event.StatusShown;
import io.movein.event.StopRequested;
import io.movein.event.TearDownStuck;
import io.movein.event.ValidationConfirmed;
import io.movein.event.ValidationRejected;
import io.movein.event.WipeAttested;
import io.movein.migration.MigrationSnapshot;
import io.movein.order.GiveUpNode;
import io.movein.order.LaunchRun;
import io.movein.order.StopRun;
import io.movein.order.TearDownRun;
import io.movein.plan.PlanSnapshot;
import io.movein.progress.RunProgress;
import io.movein.report.RunPending;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * The arrows between the services. Each has one writer; the key of every record is the migration, or the migration plan.
 *
 * <p>Commands and reports have one partition: one run per tenant and one queue for all need one order of everything,
 * and people do not type fast. The others are spread by migration.
 */
public enum Topic {
    /** Compacted by issue: only that an issue may have changed matters, not how often. */
    ISSUE_ACTIVITY(
            "movein.issue-activity",
            "intake",
            6,
            configured("compact,delete", "retention.ms", days(7)),
            IssueActivity.class),

    COMMANDS(
            "movein.commands",
            "intake",
            1,
            kept(30),
            RequestMigration.class,
            ApproveMigration.class,
            RejectMigration.class,
            AttestWipe.class,
            ConfirmNodeOff.class,
            ConfirmValidation.class,
            RejectValidation.class,
            ChoosePlan.class,
            RequestStop.class,
            io.movein.command.ControlRun.class,
            CloseIssue.class,
            ReopenIssue.class,
            AskOwner.class,
            AnswerOperator.class,
            ShowStatus.class,
            ShowHelp.class,
            MisreadCommand.class,
            RefuseCommand.class,
            RequestPlan.class,
            StageRead.class,
            ApproveStage.class,
            StageReviewed.class,
            ReopenStage.class),

    RUN_ORDERS(
            "movein.run-orders",
            "review",
            6,
            kept(30),
            LaunchRun.class,
            io.movein.order.ControlRun.class,
            StopRun.class,
            GiveUpNode.class,
            TearDownRun.class),

    RUN_REPORTS(
            "movein.run-reports",
            "runner",
            1,
            kept(30),
            RunPending.class,
            io.movein.report.RunStarted.class,
            io.movein.report.RunProgressed.class,
            io.movein.report.AlarmRaised.class,
            io.movein.report.NetworkChanged.class,
            io.movein.report.NodeSilent.class,
            io.movein.report.RunFinished.class,
            io.movein.report.RunTornDown.class),

    EVENTS(
            "movein.events",
            "review",
            6,
            kept(365),
            MigrationRequested.class,
            ReviewCompleted.class,
            MigrationApproved.class,
            ApprovalVoided.class,
            MigrationRejected.class,
            RunQueued.class,
            RunOrdered.class,
            RunDelayed.class,
            io.movein.event.RunStarted.class,
            io.movein.event.RunProgressed.class,
            ControlRequested.class,
            ControlAnswered.class,
            io.movein.event.AlarmRaised.class,
            io.movein.event.NetworkChanged.class,
            io.movein.event.NodeSilent.class,
            NodeOffConfirmed.class,
            OwnerAsked.class,
            OperatorAnswered.class,
            MigrationWithdrawn.class,
            IssueStateCorrected.class,
            StopRequested.class,
            io.movein.event.RunFinished.class,
            ValidationConfirmed.class,
            ValidationRejected.class,
            PlanChosen.class,
            WipeAttested.class,
            CommandRefused.class,
            StatusShown.class,
            HelpShown.class,
            RunReportedLate.class,
            TearDownStuck.class,
            io.movein.event.RunTornDown.class,
            MigrationClosed.class,
            PlanRequested.class,
            StageOpened.class,
            StageChecked.class,
            GateAsked.class,
            StageApproved.class,
            StageApprovalVoided.class,
            StageMergeAsked.class,
            StageMergedAround.class,
            StagePassed.class,
            StageReopened.class,
            PlanRunRecorded.class,
            PlanCommandRefused.class,
            PlanShown.class,
            PlanIssueCorrected.class,
            PlanClosed.class),

    /** The newest status of each migration: a table for whoever reads it from the beginning. A closed one leaves it by an empty value. */
    MIGRATIONS("movein.migrations", "review", 6, configured("compact"), MigrationSnapshot.class),

    /** The same of each migration plan. */
    PLANS("movein.plans", "review", 6, configured("compact"), PlanSnapshot.class),

    /** How far running processes are. */
    PROGRESS("movein.progress", "review", 6, kept(7), RunProgress.class),

    /** The events once more as CloudEvents in JSON, where that is turned on. */
    EVENTS_JSON("movein.events.json", "review", 6, kept(365)),

    /** What could never be processed, as it came, with the reason in its headers. */
    DEAD_LETTERS("movein.dead-letters", "all", 1, kept(90));

    private final String topicName;
    private final String writer;
    private final int partitions;
    private final Map<String, String> config;
    private final List<Class<? extends SpecificRecord>> types;

    @SafeVarargs
    @SuppressWarnings("varargs") // they are only read
    Topic(
            String topicName,
            String writer,
            int partitions,
            Map<String, String> config,
            Class<? extends SpecificRecord>... types) {
        this.topicName = topicName;
        this.writer = writer;
        this.partitions = partitions;
        this.config = config;
        this.types = List.of(types);
    }

    public String topicName() {
        return topicName;
    }

    /** What others than the services may read. */
    public boolean isPublic() {
        return switch (this) {
            case EVENTS, EVENTS_JSON, MIGRATIONS, PLANS, PROGRESS -> true;
            case ISSUE_ACTIVITY, COMMANDS, RUN_ORDERS, RUN_REPORTS, DEAD_LETTERS -> false;
        };
    }

    /** The one service that writes it. */
    public String writer() {
        return writer;
    }

    public int partitions() {
        return partitions;
    }

    /** Topic configuration in Kafka's own keys. */
    public Map<String, String> config() {
        return config;
    }

    /** The record types on it. */
    public List<Class<? extends SpecificRecord>> types() {
        return types;
    }

    public List<Schema> schemas() {
        return types.stream().map(type -> SpecificData.get().getSchema(type)).toList();
    }

    /** @throws IllegalArgumentException naming the value and the topics that there are */
    public static Topic named(String topicName) {
        return Arrays.stream(values())
                .filter(topic -> topic.topicName.equals(topicName))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("'" + topicName + "' is no topic of Movein (expected one of "
                                + Arrays.stream(values()).map(Topic::topicName).toList() + ")"));
    }

    private static Map<String, String> kept(int days) {
        return configured("delete", "retention.ms", days(days));
    }

    /**
     * The broker's time counts: by default it refuses what the clock of the writer's machine puts more than an hour ahead, and
     * what it puts far back would soon be deleted.
     */
    private static Map<String, String> configured(String cleanup, String... more) {
        var config = new HashMap<>(Map.of("cleanup.policy", cleanup, "message.timestamp.type", "LogAppendTime"));
        for (var i = 0; i < more.length; i += 2) {
            config.put(more[i], more[i + 1]);
        }
        return Map.copyOf(config);
    }

    private static String days(int days) {
        return Long.toString(Duration.ofDays(days).toMillis());
    }
}
