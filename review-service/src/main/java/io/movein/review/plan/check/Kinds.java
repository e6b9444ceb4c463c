package io.movein.review.plan.check;

import io.movein.model.ArtifactProblem;
import io.movein.review.plan.artifact.ArtifactEntry;
import java.util.List;

/** Kinds of which a list must have one each, or a reason in {@code none} why it has not: nobody forgets what has to be denied. */
final class Kinds {
    private Kinds() {}

    static void missing(
            List<String> kinds, ArtifactEntry document, String list, String code, List<ArtifactProblem> problems) {
        for (var kind : kinds) {
            var isThere = document.list(list).stream()
                    .anyMatch(entry -> entry.text("kind").equals(kind));
            if (!isThere && !document.at("none").has(kind)) {
                problems.add(document.at(list)
                        .problem(
                                code,
                                "none of the kind " + kind,
                                "at least one, or why there is none",
                                "add it, or write none: {" + kind + ": the reason}"));
            }
        }
    }
}
