package io.movein.runner.run;

import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.movein.contract.MigrationId;
import io.movein.contract.RunId;
import java.util.Optional;

/** A run and the namespace it lives in: what an object on the cluster says it belongs to. */
public record RunRef(RunId id, String namespace) {

    /** Empty for an object that is not Movein's, or not of one run (the state volume). */
    public static Optional<RunRef> of(V1ObjectMeta meta) {
        var migration = RunLabels.value(meta.getAnnotations(), RunLabels.MIGRATION);
        var run = RunLabels.value(meta.getLabels(), RunLabels.RUN);
        if (!RunLabels.isMoveins(meta) || migration.isEmpty() || run.isEmpty() || meta.getNamespace() == null) {
            return Optional.empty();
        }
        try {
            var id = new RunId(MigrationId.parse(migration.get()), Integer.parseInt(run.get()));
            return Optional.of(new RunRef(id, meta.getNamespace()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public boolean owns(V1ObjectMeta meta) {
        return of(meta).filter(this::equals).isPresent();
    }

    /** Of the Job and whatever else there is one of. */
    public String name() {
        return id.objectName();
    }

    /** Of the ConfigMap with the run's configuration. */
    public String configuration() {
        return name() + "-config";
    }

    /** Of the ConfigMap with the commands to the running process. */
    public String control() {
        return name() + "-control";
    }

    public String stateVolume() {
        return "movein-" + id.migration().number() + "-state";
    }

    @Override
    public String toString() {
        return id + " in " + namespace;
    }
}
