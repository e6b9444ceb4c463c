package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.Patch;
import io.movein.standin.kubernetes.objects.PatchRefusedException;
import io.movein.standin.kubernetes.objects.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Every verb that answers with one document. Knows nothing of the HTTP server that carries it. */
final class Api {
    private static final List<String> WRITTEN_SUBRESOURCES = List.of("status", "finalize");

    private final Resources resources;
    private final Lists lists;

    Api(Resources resources) {
        this.resources = resources;
        lists = new Lists(resources.store());
    }

    /** A status code and its document. */
    record Answer(int code, ObjectNode document) {}

    /** A request for a resource. */
    record Request(
            String method, Route route, Query query, String contentType, byte[] body, Representation representation) {}

    Answer answer(Request request) {
        var route = request.route;
        var answer = switch (request.method) {
            case "GET" ->
                route.isCollection()
                        ? new Answer(200, lists.list(route, request.query, request.representation))
                        : new Answer(200, request.representation.of(read(route)));
            case "POST" -> post(request);
            case "PUT" -> new Answer(200, put(request));
            case "PATCH" -> new Answer(200, patch(request));
            case "DELETE" -> delete(request);
            default -> throw Refusal.methodNotAllowed();
        };
        return answer;
    }

    private ObjectNode read(Route route) {
        if (!route.subresource().isEmpty() && !route.subresource().equals("status")) {
            throw Refusal.unknownResource();
        }
        return resources.get(route.kind(), route.namespace(), route.name());
    }

    private Answer post(Request request) {
        var route = request.route;
        if (route.kind().equals(Kinds.POD) && route.subresource().equals("binding")) {
            return new Answer(201, Subresources.bind(resources, route, object(request)));
        }
        if (route.kind().equals(Kinds.POD) && route.subresource().equals("eviction")) {
            return new Answer(201, Subresources.evict(resources, route, object(request)));
        }
        if (!route.isCollection()
                || route.kind().namespaced() && route.namespace().isEmpty()) {
            throw Refusal.methodNotAllowed();
        }
        var created = resources.create(route.kind(), route.namespace(), typed(request), request.query.has("dryRun"));
        return new Answer(201, request.representation.of(created));
    }

    private ObjectNode put(Request request) {
        var route = request.route;
        checkWritable(route);
        if (route.subresource().equals("finalize")) {
            return Subresources.finalizeNamespace(resources, route, object(request));
        }
        return resources.update(
                route.kind(),
                route.namespace(),
                route.name(),
                typed(request),
                part(route),
                request.query.has("dryRun"));
    }

    private ObjectNode patch(Request request) {
        var route = request.route;
        checkWritable(route);
        var patch = Stream.of(Patch.values())
                .filter(known -> request.contentType.startsWith(known.mediaType()))
                .findFirst()
                .orElseThrow(Api::unsupportedMediaType);
        var body = body(request);
        return resources.store().alone(() -> {
            var before = resources.get(route.kind(), route.namespace(), route.name());
            return resources.update(
                    route.kind(),
                    route.namespace(),
                    route.name(),
                    patched(patch, before, body),
                    part(route),
                    request.query.has("dryRun"));
        });
    }

    private static ObjectNode patched(Patch patch, ObjectNode before, JsonNode body) {
        try {
            return patch.apply(before, body);
        } catch (PatchRefusedException e) {
            throw e.malformed()
                    ? Refusal.badRequest(String.valueOf(e.getMessage()))
                    : Refusal.of(422, "Invalid", "the server rejected our request due to an error in our request");
        }
    }

    private Answer delete(Request request) {
        var route = request.route;
        if (!route.subresource().isEmpty()) {
            throw Refusal.methodNotAllowed();
        }
        var options = DeleteOptions.read(request.body.length == 0 ? Json.object() : body(request), request.query);
        if (route.isCollection()) {
            return new Answer(200, deleteAll(request, options));
        }
        var outcome = resources.delete(route.kind(), route.namespace(), route.name(), options);
        var returnsObject = !outcome.gone()
                || List.of(
                                Kinds.POD,
                                Kinds.SERVICE,
                                Kinds.SERVICE_ACCOUNT,
                                Kinds.VOLUME_CLAIM,
                                Kinds.VOLUME,
                                Kinds.QUOTA)
                        .contains(route.kind());
        return new Answer(
                200, returnsObject ? request.representation.of(outcome.object()) : success(route, outcome.object()));
    }

    private ObjectNode deleteAll(Request request, DeleteOptions options) {
        var list = lists.list(request.route, request.query, request.representation);
        for (var item : Json.objects(list.path("items"))) {
            try {
                resources.delete(request.route.kind(), Meta.namespace(item), Meta.name(item), options);
            } catch (Refusal refusal) {
                if (refusal.code() != 404) {
                    throw refusal;
                }
            }
        }
        return list;
    }

    private static ObjectNode success(Route route, ObjectNode object) {
        var status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        var details = status.put("status", "Success").putObject("details").put("name", Meta.name(object));
        if (!route.kind().group().isEmpty()) {
            details.put("group", route.kind().group());
        }
        details.put("kind", route.kind().plural()).put("uid", Meta.uid(object));
        return status;
    }

    private static void checkWritable(Route route) {
        if (route.isCollection()
                || !route.subresource().isEmpty() && !WRITTEN_SUBRESOURCES.contains(route.subresource())) {
            throw Refusal.methodNotAllowed();
        }
        if (route.subresource().equals("status") && !route.kind().hasStatus()) {
            throw Refusal.unknownResource();
        }
    }

    private static Part part(Route route) {
        return route.subresource().equals("status") ? Part.STATUS : Part.MAIN;
    }

    private static ObjectNode typed(Request request) {
        var object = object(request);
        var kind = request.route.kind();
        var apiVersion = Json.text(object, "apiVersion");
        var name = Json.text(object, "kind");
        if (!name.isEmpty() && !name.equals(kind.name())
                || !apiVersion.isEmpty() && !apiVersion.equals(kind.apiVersion())) {
            throw Refusal.badRequest(
                    "%s in version \"%s\" cannot be handled as a %s".formatted(name, apiVersion, kind.name()));
        }
        var namespace = Meta.namespace(object);
        if (!namespace.isEmpty() && !namespace.equals(request.route.namespace())) {
            throw Refusal.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        return object;
    }

    private static ObjectNode object(Request request) {
        if (body(request) instanceof ObjectNode object) {
            return object;
        }
        throw Refusal.badRequest("the object provided is unrecognized (must be of type %s)"
                .formatted(request.route.kind().name()));
    }

    private static JsonNode body(Request request) {
        var type = request.contentType;
        if (!type.isEmpty() && !type.contains("json") && !type.startsWith("*/*")) {
            throw unsupportedMediaType();
        }
        try {
            return Json.parse(request.body);
        } catch (IOException e) {
            throw Refusal.badRequest(
                    "the object provided is unrecognized (must be of type %s): couldn't get version/kind; json parse error: %s"
                            .formatted(request.route.kind().name(), e.getMessage()));
        }
    }

    private static Refusal unsupportedMediaType() {
        return Refusal.of(415, "UnsupportedMediaType", "415: Unsupported Media Type");
    }
}
