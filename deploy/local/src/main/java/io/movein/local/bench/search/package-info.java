/** A tenant's documents from cluster to cluster, by the store of tier-migration and by {@code _reindex}. */
@org.jspecify.annotations.NullMarked
package io.movein.local.bench.search;
