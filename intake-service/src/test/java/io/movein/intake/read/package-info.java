@NullMarked
package io.movein.intake.read;

import org.jspecify.annotations.NullMarked;
