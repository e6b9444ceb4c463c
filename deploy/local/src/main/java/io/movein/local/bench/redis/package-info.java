/** The first copy of live-migration beside what else can make it, and what a gateway costs. */
@org.jspecify.annotations.NullMarked
package io.movein.local.bench.redis;
