/** An application whose keys share a Redis server with others', for the demo of live-migration. */
@org.jspecify.annotations.NullMarked
package io.movein.local.redis;
