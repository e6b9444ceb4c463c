/** What GitHub tells by itself, believed only where it is signed, and then only as a hint. */
@NullMarked
package io.movein.intake.webhook;

import org.jspecify.annotations.NullMarked;
