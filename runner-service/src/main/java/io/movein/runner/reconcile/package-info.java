/** Follows the runs on the cluster to their end, tells review, and removes what was ordered to go. */
@NullMarked
package io.movein.runner.reconcile;

import org.jspecify.annotations.NullMarked;
