/** Stands between tenants' clients and their Redis servers: counts, throttles, and hides the moment in which a tenant moves. */
@org.jspecify.annotations.NullMarked
package io.movein.gateway;
