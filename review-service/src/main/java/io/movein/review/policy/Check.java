package io.movein.review.policy;

import java.util.List;
import java.util.Set;

/**
 * One rule that a migration has to meet. Pure: the same case gives the same findings. What could not be read from the
 * request is null and passes here, because it has a problem of its own already.
 */
public interface Check {

    /** Every code that it can find, each {@code check.reason}. Stable: people and alerts refer to them. */
    Set<String> codes();

    /** Nothing found: allowed. */
    List<Finding> check(Case theCase);
}
