package io.movein.review.policy;

import static io.movein.review.policy.Finding.NOTHING;
import static io.movein.review.policy.Finding.denied;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The image is pinned by digest and comes from an allowed registry. A tag can be moved after the approval; a digest is the
 * one thing that makes what the operator saw and what runs the same. A tag beside the digest is for people, and decides nothing.
 */
final class Artifact implements Check {
    static final String NOT_PINNED = "artifact.not-pinned";
    static final String MALFORMED = "artifact.malformed";
    static final String REGISTRY_NOT_ALLOWED = "artifact.registry-not-allowed";
    private static final Pattern PINNED =
            Pattern.compile("(?<name>[a-z0-9][a-zA-Z0-9._-]*(:[0-9]{1,5}(?=/))?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*)"
                    + "(:[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127})?@sha256:[0-9a-f]{64}");

    @Override
    public Set<String> codes() {
        return Set.of(NOT_PINNED, MALFORMED, REGISTRY_NOT_ALLOWED);
    }

    @Override
    public Optional<String> needs(Case theCase) {
        return theCase.request().getImage() != null ? Optional.empty() : Optional.of("the image");
    }

    @Override
    public List<Finding> check(Case theCase) {
        var image = theCase.request().getImage();
        return image == null ? NOTHING : check(image, theCase.settings().allowedRegistries());
    }

    private static List<Finding> check(String image, List<String> allowed) {
        if (!image.contains("@")) {
            return denied(
                    NOT_PINNED,
                    "image '" + image + "' has no digest (expected name@sha256:<64 hex digits>)",
                    "edit the issue: pin the image by its digest");
        }
        var parts = PINNED.matcher(image);
        if (!parts.matches()) {
            return denied(
                    MALFORMED,
                    "'" + image
                            + "' is not an image reference (expected name@sha256:<64 hex digits>, or name:tag@sha256:…)",
                    "edit the issue: copy the image reference from your registry, with its digest");
        }
        var name = qualified(parts.group("name"));
        return allowed.isEmpty() || allowed.stream().anyMatch(registry -> name.startsWith(registry + "/"))
                ? NOTHING
                : denied(
                        REGISTRY_NOT_ALLOWED,
                        "image '" + image + "' does not come from an allowed registry (expected one of "
                                + String.join(", ", allowed) + ")",
                        "push the image to an allowed registry and edit the issue");
    }

    /** A name without a registry is Docker Hub's. */
    private static String qualified(String name) {
        var first = name.contains("/") ? name.substring(0, name.indexOf('/')) : "";
        return first.contains(".") || first.contains(":") || first.equals("localhost") ? name : "docker.io/" + name;
    }
}
