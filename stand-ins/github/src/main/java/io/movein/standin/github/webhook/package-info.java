/** Signed deliveries of what happened, as GitHub sends them. */
@NullMarked
package io.movein.standin.github.webhook;

import org.jspecify.annotations.NullMarked;
