/** Moves a Redis tenant to another server while it is in use. */
@org.jspecify.annotations.NullMarked
package io.movein.live;
