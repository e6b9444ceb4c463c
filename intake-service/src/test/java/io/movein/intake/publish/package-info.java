@NullMarked
package io.movein.intake.publish;

import org.jspecify.annotations.NullMarked;
