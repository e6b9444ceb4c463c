/**
 * A tenant's keys in Redis, as a migration needs them: copied and followed by one replication link, written to another server in the
 * order of the source, compared by content, fenced off from writers. Knows no program.
 */
@org.jspecify.annotations.NullMarked
package io.movein.store.redis;
