/** What intake writes to its topics. */
@NullMarked
package io.movein.intake.publish;

import org.jspecify.annotations.NullMarked;
