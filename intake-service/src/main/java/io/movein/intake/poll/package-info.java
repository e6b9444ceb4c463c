/** Asks GitHub what has changed, so that a lost webhook costs minutes and not the migration. */
@NullMarked
package io.movein.intake.poll;

import org.jspecify.annotations.NullMarked;
