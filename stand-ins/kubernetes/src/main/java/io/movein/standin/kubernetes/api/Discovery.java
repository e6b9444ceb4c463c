package io.movein.standin.kubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kind;
import io.movein.standin.kubernetes.objects.Kinds;
import java.util.List;
import java.util.Optional;

/** What the server says of itself: version, groups, resources. */
final class Discovery {
    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private Discovery() {}

    /** The document at the path; empty where the path is none of discovery's. */
    static Optional<ObjectNode> document(String path) {
        return switch (path) {
            case "/version" -> Optional.of(version());
            case "/api" -> Optional.of(coreVersions());
            case "/apis" -> Optional.of(groups());
            case "/api/v1" -> Optional.of(resources("", "v1"));
            case "/openapi/v3" -> Optional.of(Json.parse("{\"paths\":{}}"));
            default -> groupDocument(path.split("/"));
        };
    }

    private static Optional<ObjectNode> groupDocument(String[] steps) {
        var isGroup = steps.length == 3 && steps[1].equals("apis") && Kinds.hasGroup(steps[2], "v1");
        if (isGroup) {
            return Optional.of(group(steps[2]).put("kind", "APIGroup").put("apiVersion", "v1"));
        }
        return steps.length == 4 && steps[1].equals("apis") && Kinds.hasGroup(steps[2], steps[3])
                ? Optional.of(resources(steps[2], steps[3]))
                : Optional.empty();
    }

    private static ObjectNode version() {
        return Json.parse("""
                {"major": "1", "minor": "36", "gitVersion": "v1.36.3-movein-stand-in", "gitCommit": "", "gitTreeState": "clean",
                 "buildDate": "2026-01-01T00:00:00Z", "goVersion": "", "compiler": "", "platform": "linux/amd64"}
                """);
    }

    private static ObjectNode coreVersions() {
        return Json.parse("{\"kind\": \"APIVersions\", \"versions\": [\"v1\"], \"serverAddressByClientCIDRs\": []}");
    }

    private static ObjectNode groups() {
        var list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        var groups = list.putArray("groups");
        Kinds.ALL.stream()
                .map(Kind::group)
                .filter(group -> !group.isEmpty())
                .distinct()
                .forEach(name -> groups.add(group(name)));
        return list;
    }

    private static ObjectNode group(String name) {
        var version = Json.object().put("groupVersion", name + "/v1").put("version", "v1");
        var group = Json.object().put("name", name);
        group.putArray("versions").add(version);
        group.set("preferredVersion", version.deepCopy());
        return group;
    }

    private static ObjectNode resources(String group, String version) {
        var groupVersion = group.isEmpty() ? version : group + "/" + version;
        var list = Json.object()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", groupVersion);
        var resources = list.putArray("resources");
        Kinds.ALL.stream()
                .filter(kind -> kind.apiVersion().equals(groupVersion))
                .forEach(kind -> {
                    resources.add(resource(kind, kind.plural(), kind.singular(), VERBS));
                    if (kind.hasStatus()) {
                        resources.add(resource(kind, kind.plural() + "/status", "", List.of("get", "patch", "update")));
                    }
                    if (kind.equals(Kinds.POD)) {
                        resources.add(resource(kind, "pods/log", "", List.of("get")));
                        resources.add(resource(kind, "pods/binding", "", List.of("create"))
                                .put("kind", "Binding"));
                        resources.add(resource(kind, "pods/eviction", "", List.of("create"))
                                .put("kind", "Eviction")
                                .put("group", "policy")
                                .put("version", "v1"));
                    }
                });
        return list;
    }

    private static ObjectNode resource(Kind kind, String name, String singular, List<String> verbs) {
        var resource = Json.object()
                .put("name", name)
                .put("singularName", singular)
                .put("namespaced", kind.namespaced())
                .put("kind", kind.name());
        resource.set("verbs", Json.array(verbs));
        if (!singular.isEmpty() && !kind.shortNames().isEmpty()) {
            resource.set("shortNames", Json.array(kind.shortNames()));
        }
        return resource;
    }
}
