package io.movein.standin.kubernetes.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An answer other than success, with the Status object that the real server sends. */
public final class Refusal extends RuntimeException {
    private final transient ObjectNode status;

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

    public static Refusal of(int code, String reason, String message) {
        var status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Failure").put("message", message);
        if (!reason.isEmpty()) {
            status.put("reason", reason);
        }
        return new Refusal(status.put("code", code));
    }

    public static Refusal notFound(ObjectKind kind, String name) {
        return named(404, "NotFound", kind, name, "%s \"%s\" not found".formatted(kind.resource(), name));
    }

    public static Refusal unknownResource() {
        return withDetails(of(404, "NotFound", "the server could not find the requested resource"));
    }

    public static Refusal methodNotAllowed() {
        return withDetails(
                of(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"));
    }

    public static Refusal alreadyExists(ObjectKind kind, String name) {
        return named(409, "AlreadyExists", kind, name, "%s \"%s\" already exists".formatted(kind.resource(), name));
    }

    public static Refusal conflict(ObjectKind kind, String name, String why) {
        return named(
                409,
                "Conflict",
                kind,
                name,
                "Operation cannot be fulfilled on %s \"%s\": %s".formatted(kind.resource(), name, why));
    }

    public static Refusal modified(ObjectKind kind, String name) {
        return conflict(
                kind,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    public static Refusal badRequest(String message) {
        return of(400, "BadRequest", message);
    }

    public static Refusal expired(String message) {
        return of(410, "Expired", message);
    }

    private static Refusal named(int code, String reason, ObjectKind kind, String name, String message) {
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
