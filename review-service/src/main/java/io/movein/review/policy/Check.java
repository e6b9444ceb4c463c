package io.movein.review.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One rule that a migration has to meet. Pure: the same case gives the same findings. What could not be read from the
 * request is null and passes here, because it has a problem of its own already.
 */
public interface Check {

    /** Every code that it can find, each {@code check.reason}. Stable: people and alerts refer to them. */
    Set<String> codes();

    /** As the list of checks calls it: what its codes begin with. */
    default String name() {
        var code = codes().iterator().next();
        return code.substring(0, code.indexOf('.'));
    }

    /** What it has nothing to judge without; empty where it can be made. */
    default Optional<String> needs(Case theCase) {
        return Optional.empty();
    }

    /** Nothing found: allowed. */
    List<Finding> check(Case theCase);
}
