/** The characters that people type, and those that only look like them. */
@NullMarked
package io.movein.intake.text;

import org.jspecify.annotations.NullMarked;
