package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.MergePatch;
import io.movein.standin.kubernetes.objects.Refusal;
import java.io.IOException;

/** Every verb that answers with one document. Knows nothing of the HTTP server that carries it. */
final class Api {
    private final ResourceWrites resources;

    Api(ResourceWrites resources) {
        this.resources = resources;
    }

    /** A status code and its document. */
    record Answer(int code, ObjectNode document) {}

    /** A request for a resource. */
    record Request(String method, Route route, Query query, String contentType, byte[] body) {}

    Answer answer(Request request) {
        var route = request.route;
        return switch (request.method) {
            case "GET" -> new Answer(200, get(route, request.query));
            case "POST" -> new Answer(201, post(request));
            case "PUT" -> new Answer(200, put(request));
            case "PATCH" -> new Answer(200, patch(request));
            case "DELETE" -> new Answer(200, delete(request));
            default -> throw Refusal.methodNotAllowed();
        };
    }

    private ObjectNode get(Route route, Query query) {
        return route.isCollection()
                ? Lists.list(resources.store(), route, query)
                : resources.get(route.kind(), route.namespace(), route.name());
    }

    private ObjectNode post(Request request) {
        var route = request.route;
        if (route.kind().equals(Kinds.POD) && route.subresource().equals("binding")) {
            PodBinding.bind(resources, route.namespace(), route.name(), Json.text(body(request), "target", "name"));
            return success().put("code", 201);
        }
        if (!route.isCollection()
                || route.kind().namespaced() && route.namespace().isEmpty()) {
            throw Refusal.methodNotAllowed();
        }
        return resources.create(route.kind(), route.namespace(), body(request));
    }

    private ObjectNode put(Request request) {
        var route = request.route;
        return resources.update(route.kind(), route.namespace(), route.name(), body(request), part(route));
    }

    private ObjectNode patch(Request request) {
        var route = request.route;
        if (!request.contentType.startsWith(MergePatch.MEDIA_TYPE)) {
            throw unsupportedMediaType();
        }
        var patch = body(request);
        return resources.change(
                route.kind(), route.namespace(), route.name(), part(route), before -> MergePatch.apply(before, patch));
    }

    private ObjectNode delete(Request request) {
        var route = request.route;
        if (route.isCollection() || !route.subresource().isEmpty()) {
            throw Refusal.methodNotAllowed();
        }
        var options = DeleteOptions.read(
                route.kind(), request.body.length == 0 ? Json.object() : body(request), request.query);
        var last = resources.delete(route.kind(), route.namespace(), route.name(), options);
        var isHeld =
                resources.find(route.kind(), route.namespace(), route.name()).isPresent();
        return isHeld || route.kind().equals(Kinds.POD) || route.kind().equals(Kinds.VOLUME_CLAIM) ? last : success();
    }

    private static ObjectNode success() {
        return Json.object().put("kind", "Status").put("apiVersion", "v1").put("status", "Success");
    }

    private static Part part(Route route) {
        return switch (route.subresource()) {
            case "" -> Part.MAIN;
            case "status" -> Part.STATUS;
            default -> throw Refusal.methodNotAllowed();
        };
    }

    private static ObjectNode body(Request request) {
        if (!request.contentType.isEmpty() && !request.contentType.contains("json")) {
            throw unsupportedMediaType();
        }
        try {
            if (Json.parse(request.body) instanceof ObjectNode object) {
                return object;
            }
            throw Refusal.badRequest("the body is no object");
        } catch (IOException e) {
            throw Refusal.badRequest("the body is no JSON: " + e.getMessage());
        }
    }

    private static Refusal unsupportedMediaType() {
        return Refusal.of(415, "UnsupportedMediaType", "415: Unsupported Media Type");
    }
}
