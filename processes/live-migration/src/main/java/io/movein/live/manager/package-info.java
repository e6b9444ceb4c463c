/** Commands to move tenants, for {@code redis-cli} and every client of Redis: over {@link io.movein.live.MigrationManager}. */
@org.jspecify.annotations.NullMarked
package io.movein.live.manager;
