package io.movein.runner.run;

import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The labels and annotations by which Movein knows its own objects. */
public final class RunLabels {
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String MOVEIN = "movein";
    /** As a label in a label's alphabet, as an annotation {@code owner/repo#number}. */
    public static final String MIGRATION = "movein.io/migration";

    public static final String RUN = "movein.io/run";
    /** On a Job that has not been let go yet: nothing of it has ever started. */
    public static final String SUSPENDED = "movein.io/suspended";
    /** Why the runner ended the Job: the name of a {@code FailureKind}. */
    public static final String ENDED_BECAUSE = "movein.io/ended-because";
    /** The same for people. */
    public static final String ENDED_DETAIL = "movein.io/ended-detail";

    /** On a pod: id of the last command that was passed on to its process. */
    public static final String CONTROL = "movein.io/control";

    /** On a run's policy: the declared hosts and their addresses. */
    public static final String EGRESS = "movein.io/egress";

    /** On a run's policy: public addresses that belong to the cluster, as CIDRs separated by commas. */
    static final String CLUSTER_RANGES = "movein.io/cluster-ranges";

    public static final String TRACEPARENT = "movein.io/traceparent";
    /** Label selector for everything of Movein's. */
    public static final String OURS = MANAGED_BY + "=" + MOVEIN;
    /** What belongs to a run, whichever. */
    public static final String OF_RUNS = OURS + "," + RUN;

    private RunLabels() {}

    /** Labels of everything that belongs to one run, and of its pods. */
    public static Map<String, String> labels(RunRef run) {
        var labels = migrationLabels(run);
        labels.put(RUN, Integer.toString(run.id().run()));
        return labels;
    }

    /** Labels of what lives as long as the migration. */
    static Map<String, String> migrationLabels(RunRef run) {
        var labels = new LinkedHashMap<String, String>();
        labels.put(MANAGED_BY, MOVEIN);
        labels.put(MIGRATION, run.id().migration().label());
        return labels;
    }

    /** Label selector for everything that belongs to one run. */
    public static String selector(RunRef run) {
        return OURS + "," + MIGRATION + "=" + run.id().migration().label() + "," + RUN + "="
                + run.id().run();
    }

    public static boolean isMoveins(V1ObjectMeta meta) {
        return value(meta.getLabels(), MANAGED_BY).filter(MOVEIN::equals).isPresent();
    }

    /** What {@link #OF_RUNS} selects. */
    public static boolean isARuns(V1ObjectMeta meta) {
        return isMoveins(meta) && value(meta.getLabels(), RUN).isPresent();
    }

    /** Whether what is there belongs to the same run, or for what lives longer to the same migration, as what was to be created. */
    public static boolean isSameOwner(V1ObjectMeta there, V1ObjectMeta wanted) {
        return isMoveins(there)
                && value(there.getAnnotations(), MIGRATION).equals(value(wanted.getAnnotations(), MIGRATION))
                && value(there.getLabels(), RUN).equals(value(wanted.getLabels(), RUN));
    }

    public static Optional<String> value(@Nullable Map<String, String> map, String key) {
        return map == null ? Optional.empty() : Optional.ofNullable(map.get(key));
    }
}
