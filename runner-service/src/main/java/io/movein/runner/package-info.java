/** The runner: makes the cluster match review's orders and tells review what happened. Stateless; the cluster is its memory. */
@NullMarked
package io.movein.runner;

import org.jspecify.annotations.NullMarked;
