/**
 * A tenant's documents in Elasticsearch and OpenSearch, by the REST API that both have: copied from a shared index to one of its own, kept
 * the same until the switch, compared by id, version and content, and switched by alias.
 */
@NullMarked
package io.movein.store.search;

import org.jspecify.annotations.NullMarked;
