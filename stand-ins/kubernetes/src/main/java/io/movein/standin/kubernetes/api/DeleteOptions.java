package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How to delete; an empty text or null where the client did not say. */
public record DeleteOptions(
        String propagation, @Nullable Long graceSeconds, String onlyUid, String onlyVersion, boolean dryRun) {
    public static final DeleteOptions DEFAULT = new DeleteOptions("", null, "", "", false);
    public static final DeleteOptions BACKGROUND = new DeleteOptions("Background", null, "", "", false);
    public static final DeleteOptions FOREGROUND = new DeleteOptions("Foreground", null, "", "", false);
    private static final List<String> POLICIES = List.of("", "Background", "Foreground", "Orphan");

    /** The body's word counts before the query's. */
    static DeleteOptions read(JsonNode body, Query query) {
        var propagation = Json.text(body, "propagationPolicy");
        var grace = body.hasNonNull("gracePeriodSeconds")
                ? body.get("gracePeriodSeconds").asText()
                : query.text("gracePeriodSeconds");
        var options = new DeleteOptions(
                propagation.isEmpty() ? orphaning(body, query) : propagation,
                grace.isEmpty() ? null : Long.valueOf(grace),
                Json.text(body, "preconditions", "uid"),
                Json.text(body, "preconditions", "resourceVersion"),
                body.path("dryRun").size() > 0 || query.has("dryRun"));
        if (!POLICIES.contains(options.propagation)) {
            throw Refusal.invalid(
                    Kinds.DELETE_OPTIONS,
                    "",
                    List.of(Refusal.Cause.notSupported(
                            "propagationPolicy", options.propagation, "Background", "Foreground", "Orphan")));
        }
        return options;
    }

    private static String orphaning(JsonNode body, Query query) {
        var orphan = body.hasNonNull("orphanDependents")
                ? body.get("orphanDependents").asText()
                : query.text("orphanDependents");
        return switch (orphan) {
            case "true" -> "Orphan";
            case "false" -> "Background";
            default -> query.text("propagationPolicy");
        };
    }
}
