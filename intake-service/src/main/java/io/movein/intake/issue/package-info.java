/** From an issue with its history to the commands that people gave. Pure. */
@NullMarked
package io.movein.intake.issue;

import org.jspecify.annotations.NullMarked;
