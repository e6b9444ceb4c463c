package io.movein.reporter.issue;

import io.movein.model.PlanStatus;
import io.movein.model.Stage;
import io.movein.model.StageStatus;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** What all events of migration plans have in common; Avro's generated types share no interface. */
public record PlanEvent(String migration, long sequence, PlanStatus status, SpecificRecord record) {

    public static PlanEvent of(SpecificRecord record) {
        return new PlanEvent(
                (String) field(record, "migration"),
                (Long) field(record, "sequence"),
                (PlanStatus) field(record, "status"),
                record);
    }

    public Optional<StageStatus> stage(Stage stage) {
        return status.getStages().stream()
                .filter(one -> one.getStage() == stage)
                .findFirst();
    }

    private static Object field(SpecificRecord record, String name) {
        return record.get(record.getSchema().getField(name).pos());
    }
}
