/** From a hint to commands: reads the issue from GitHub and publishes what was derived from it. */
@NullMarked
package io.movein.intake.read;

import org.jspecify.annotations.NullMarked;
