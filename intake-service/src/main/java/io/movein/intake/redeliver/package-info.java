/** What GitHub could not deliver is asked for again. */
@NullMarked
package io.movein.intake.redeliver;

import org.jspecify.annotations.NullMarked;
