package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.FieldSelector;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.LabelSelector;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.Refusal;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which objects of a collection a request is about. */
record Selection(Route route, Predicate<JsonNode> labels, Predicate<JsonNode> fields)
        implements Predicate<@Nullable ObjectNode> {
    static Selection of(Route route, Query query) {
        try {
            return new Selection(
                    route,
                    LabelSelector.parse(query.text("labelSelector")),
                    FieldSelector.parse(query.text("fieldSelector")));
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean test(@Nullable ObjectNode object) {
        return object != null
                && (route.namespace().isEmpty() || route.namespace().equals(Meta.namespace(object)))
                && labels.test(Json.at(object, "metadata", "labels"))
                && fields.test(object);
    }
}
