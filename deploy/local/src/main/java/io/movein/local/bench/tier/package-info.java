/** Stores of tier-migration beside what else moves a tenant. */
@NullMarked
package io.movein.local.bench.tier;

import org.jspecify.annotations.NullMarked;
