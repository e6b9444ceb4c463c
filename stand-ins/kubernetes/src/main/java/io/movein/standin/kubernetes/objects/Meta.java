package io.movein.standin.kubernetes.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Reading and writing an object's metadata. */
public final class Meta {
    private static final DateTimeFormatter MICRO_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Meta() {}

    public static String name(JsonNode object) {
        return Json.text(object, "metadata", "name");
    }

    public static String namespace(JsonNode object) {
        return Json.text(object, "metadata", "namespace");
    }

    public static String uid(JsonNode object) {
        return Json.text(object, "metadata", "uid");
    }

    public static String version(JsonNode object) {
        return Json.text(object, "metadata", "resourceVersion");
    }

    public static boolean isBeingDeleted(JsonNode object) {
        return object.path("metadata").hasNonNull("deletionTimestamp");
    }

    public static List<String> finalizers(JsonNode object) {
        return Json.texts(Json.at(object, "metadata", "finalizers"));
    }

    public static void setFinalizers(ObjectNode object, List<String> finalizers) {
        var meta = Json.ensure(object, "metadata");
        if (finalizers.isEmpty()) {
            meta.remove("finalizers");
        } else {
            meta.set("finalizers", Json.array(finalizers));
        }
    }

    public static List<ObjectNode> owners(JsonNode object) {
        return Json.objects(Json.at(object, "metadata", "ownerReferences"));
    }

    public static Optional<ObjectNode> controller(JsonNode object) {
        return owners(object).stream()
                .filter(owner -> owner.path("controller").asBoolean())
                .findFirst();
    }

    public static Optional<ObjectNode> condition(JsonNode object, String type) {
        return Json.objects(Json.at(object, "status", "conditions")).stream()
                .filter(condition -> Json.text(condition, "type").equals(type))
                .findFirst();
    }

    public static boolean isTrue(JsonNode object, String condition) {
        return condition(object, condition)
                .filter(found -> Json.text(found, "status").equals("True"))
                .isPresent();
    }

    /** The API's metav1.Time has whole seconds. */
    public static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    public static String microTime(Instant instant) {
        return MICRO_TIME.format(instant);
    }
}
