/** An application whose tenant shares a PostgreSQL with others', for the demo of tier-migration. */
@org.jspecify.annotations.NullMarked
package io.movein.local.tier;
