/** The name by which clients find a tenant, and its change at the name server (RFC 2136). */
@org.jspecify.annotations.NullMarked
package io.movein.live.dns;
