/** Redis itself, for tests and the demo. */
@org.jspecify.annotations.NullMarked
package io.movein.standin.redis;
