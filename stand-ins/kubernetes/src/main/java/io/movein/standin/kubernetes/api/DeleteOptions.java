package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.ObjectKind;
import io.movein.standin.kubernetes.objects.Refusal;
import org.jspecify.annotations.Nullable;

/** How to delete: what belongs to the object follows in the background. Null where the client did not say. */
public record DeleteOptions(@Nullable Long graceSeconds, String onlyUid) {
    public static final DeleteOptions DEFAULT = new DeleteOptions(null, "");

    /** The body's word counts before the query's. */
    static DeleteOptions read(ObjectKind kind, JsonNode body, Query query) {
        var propagation = word("propagationPolicy", body, query);
        // without a word the real server would leave a Job's pods behind
        if (!propagation.equals("Background") && !(propagation.isEmpty() && !kind.equals(Kinds.JOB))) {
            throw Refusal.badRequest("the stand-in knows no propagation policy '" + propagation + "' of a "
                    + kind.name() + ", only Background");
        }
        var grace = word("gracePeriodSeconds", body, query);
        return new DeleteOptions(grace.isEmpty() ? null : Long.valueOf(grace), Json.text(body, "preconditions", "uid"));
    }

    private static String word(String name, JsonNode body, Query query) {
        return body.hasNonNull(name) ? Json.text(body, name) : query.text(name);
    }
}
