@NullMarked
package io.movein.intake.poll;

import org.jspecify.annotations.NullMarked;
