package io.movein.standin.kubernetes.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** An answer other than success, with the Status object that the real server sends. */
public final class Refusal extends RuntimeException {
    private final transient ObjectNode status;

    /** One thing wrong with one field. */
    public record Cause(String reason, String message, String field) {
        public static Cause invalid(String field, String value, String expected) {
            return new Cause("FieldValueInvalid", "Invalid value: \"%s\": %s".formatted(value, expected), field);
        }

        public static Cause invalidNumber(String field, String value, String expected) {
            return new Cause("FieldValueInvalid", "Invalid value: %s: %s".formatted(value, expected), field);
        }

        public static Cause required(String field, String expected) {
            return new Cause(
                    "FieldValueRequired", "Required value" + (expected.isEmpty() ? "" : ": " + expected), field);
        }

        public static Cause notSupported(String field, String value, String... supported) {
            return new Cause(
                    "FieldValueNotSupported",
                    "Unsupported value: \"%s\": supported values: \"%s\""
                            .formatted(value, String.join("\", \"", supported)),
                    field);
        }

        public static Cause forbidden(String field, String why) {
            return new Cause("FieldValueForbidden", "Forbidden: " + why, field);
        }
    }

    private Refusal(ObjectNode status) {
        super(Json.text(status, "message"));
        this.status = status;
    }

    public ObjectNode status() {
        return status.deepCopy();
    }

    public int code() {
        return status.path("code").asInt();
    }

    public String reason() {
        return Json.text(status, "reason");
    }

    public static Refusal of(int code, String reason, String message) {
        var status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Failure").put("message", message);
        if (!reason.isEmpty()) {
            status.put("reason", reason);
        }
        return new Refusal(status.put("code", code));
    }

    public static Refusal notFound(Kind kind, String name) {
        return named(404, "NotFound", kind, name, "%s \"%s\" not found".formatted(kind.resource(), name));
    }

    public static Refusal unknownResource() {
        return withDetails(of(404, "NotFound", "the server could not find the requested resource"));
    }

    public static Refusal methodNotAllowed() {
        return withDetails(
                of(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"));
    }

    public static Refusal alreadyExists(Kind kind, String name) {
        return named(409, "AlreadyExists", kind, name, "%s \"%s\" already exists".formatted(kind.resource(), name));
    }

    public static Refusal preconditionFailed(Kind kind, String name, String why) {
        var refusal = named(
                409,
                "Conflict",
                kind,
                name,
                "Operation cannot be fulfilled on %s \"%s\": %s".formatted(kind.typeName(), name, why));
        ((ObjectNode) refusal.status.get("details")).put("kind", kind.name());
        return refusal;
    }

    public static Refusal conflict(Kind kind, String name, String why) {
        return named(
                409,
                "Conflict",
                kind,
                name,
                "Operation cannot be fulfilled on %s \"%s\": %s".formatted(kind.resource(), name, why));
    }

    public static Refusal modified(Kind kind, String name) {
        return conflict(
                kind,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    public static Refusal forbidden(Kind kind, String name, String why) {
        return named(403, "Forbidden", kind, name, "%s \"%s\" is forbidden: %s".formatted(kind.resource(), name, why));
    }

    public static Refusal badRequest(String message) {
        return of(400, "BadRequest", message);
    }

    public static Refusal expired(String message) {
        return of(410, "Expired", message);
    }

    public static Refusal invalid(Kind kind, String name, List<Cause> causes) {
        var problems = causes.stream()
                .map(cause -> cause.field() + ": " + cause.message())
                .toList();
        var text = problems.size() == 1 ? problems.getFirst() : "[" + String.join(", ", problems) + "]";
        var refusal =
                named(422, "Invalid", kind, name, "%s \"%s\" is invalid: %s".formatted(kind.typeName(), name, text));
        var details = (ObjectNode) refusal.status.get("details");
        details.put("kind", kind.name());
        causes.forEach(cause -> addCause(details, cause));
        return refusal;
    }

    public Refusal because(Cause cause) {
        addCause(Json.ensure(status, "details"), cause);
        return this;
    }

    public Refusal retryAfter(int seconds) {
        Json.ensure(status, "details").put("retryAfterSeconds", seconds);
        return this;
    }

    private static void addCause(ObjectNode details, Cause cause) {
        var made = Json.ensureArray(details, "causes")
                .addObject()
                .put("reason", cause.reason())
                .put("message", cause.message());
        if (!cause.field().isEmpty()) {
            made.put("field", cause.field());
        }
    }

    private static Refusal named(int code, String reason, Kind kind, String name, String message) {
        var refusal = withDetails(of(code, reason, message));
        var details = Json.ensure(refusal.status, "details");
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!kind.group().isEmpty()) {
            details.put("group", kind.group());
        }
        details.put("kind", kind.plural());
        return refusal;
    }

    private static Refusal withDetails(Refusal refusal) {
        refusal.status.putObject("details");
        return refusal;
    }
}
