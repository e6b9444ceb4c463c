package io.movein.standin.kubernetes.api;

import io.movein.standin.kubernetes.objects.Kind;
import io.movein.standin.kubernetes.objects.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a path under /api or /apis names. An empty namespace means all of them, an empty name the collection. */
record Route(Kind kind, String namespace, String name, String subresource) {
    /** Empty where the path names no resource of a known kind. */
    static Optional<Route> parse(String path) {
        var steps = new ArrayList<>(List.of(path.substring(1).split("/")));
        var core = steps.removeFirst().equals("api");
        if (steps.size() < (core ? 2 : 3)) {
            return Optional.empty();
        }
        var group = core ? "" : steps.removeFirst();
        var version = steps.removeFirst();
        var namespace = "";
        // /namespaces/x and its own subresources name the namespace itself
        if (steps.getFirst().equals("namespaces")
                && steps.size() > 2
                && !List.of("status", "finalize").contains(steps.get(2))) {
            steps.removeFirst();
            namespace = steps.removeFirst();
        }
        return resource(group, version, namespace, steps);
    }

    boolean isCollection() {
        return name.isEmpty();
    }

    private static Optional<Route> resource(String group, String version, String namespace, List<String> steps) {
        if (steps.size() > 3) {
            return Optional.empty();
        }
        var name = steps.size() > 1 ? steps.get(1) : "";
        var subresource = steps.size() > 2 ? steps.get(2) : "";
        return Kinds.byPlural(group, version, steps.getFirst())
                .filter(kind -> kind.namespaced() ? name.isEmpty() || !namespace.isEmpty() : namespace.isEmpty())
                .map(kind -> new Route(kind, namespace, name, subresource));
    }
}
