@NullMarked
package io.movein.intake.redeliver;

import org.jspecify.annotations.NullMarked;
