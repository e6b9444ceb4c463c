package io.movein.reporter;

import io.micrometer.core.instrument.MeterRegistry;
import io.movein.contract.issue.Marker;
import io.movein.event.RunFinished;
import io.movein.reporter.issue.IssueAsFound;
import io.movein.reporter.issue.Write;
import io.movein.runtime.JourneyStage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Measures the stages that end with a write on the issue. */
final class ReportStages {
    private final InstantSource clock;
    private final MeterRegistry meters;

    ReportStages(InstantSource clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
        JourneyStage.END_TO_REPORT.register(meters);
        JourneyStage.REPORT_TO_CLOSE.register(meters);
    }

    /** @param before the issue before these writes */
    void written(List<Write> writes, List<? extends SpecificRecord> events, IssueAsFound before) {
        for (var write : writes) {
            switch (write) {
                case Write.NewComment it when it.marker() instanceof Marker.Report report -> reported(report, events);
                case Write.Close _, Write.CloseWithLabels _ -> closed(before);
                default -> {} // no stage ends with it
            }
        }
    }

    private void reported(Marker.Report report, List<? extends SpecificRecord> events) {
        events.stream()
                .filter(RunFinished.class::isInstance)
                .map(RunFinished.class::cast)
                .filter(event -> event.getSequence() == report.sequence())
                .forEach(event ->
                        took(JourneyStage.END_TO_REPORT, event.getResult().getFinishedAt()));
    }

    private void closed(IssueAsFound before) {
        before.comments().stream()
                .filter(comment -> comment.marker() instanceof Marker.Report)
                .map(IssueAsFound.OwnComment::updatedAt)
                .max(Comparator.naturalOrder())
                .ifPresent(reported -> took(JourneyStage.REPORT_TO_CLOSE, reported));
    }

    private void took(JourneyStage stage, Instant from) {
        stage.took(from, clock.instant(), meters);
    }
}
