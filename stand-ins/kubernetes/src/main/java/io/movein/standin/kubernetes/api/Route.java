package io.movein.standin.kubernetes.api;

import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.ObjectKind;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a path under /api or /apis names. An empty namespace means all of them, an empty name the collection. */
record Route(ObjectKind kind, String namespace, String name, String subresource) {
    /** Below {@code namespaces/NAME} lies a kind, unless it is the namespace's own status. */
    private static final Pattern PATH = Pattern.compile(
            "/(?:api|apis/(?<group>[^/]+))/v1(?:/namespaces/(?<namespace>[^/]+)(?=/(?!status$)))?/(?<plural>[^/]+)(?:/(?<name>[^/]+)(?:/(?<sub>[^/]+))?)?");

    /** Empty where the path names no resource of a known kind. */
    static Optional<Route> parse(String path) {
        var parts = PATH.matcher(path);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var route = new Route(
                Kinds.NAMESPACE,
                orEmpty(parts.group("namespace")),
                orEmpty(parts.group("name")),
                orEmpty(parts.group("sub")));
        return Kinds.byPlural(orEmpty(parts.group("group")), parts.group("plural"))
                .filter(kind -> kind.namespaced()
                        ? route.isCollection() || !route.namespace.isEmpty()
                        : route.namespace.isEmpty())
                .map(kind -> new Route(kind, route.namespace, route.name, route.subresource));
    }

    boolean isCollection() {
        return name.isEmpty();
    }

    private static String orEmpty(String part) {
        return part == null ? "" : part;
    }
}
