/** The checks of a stage's artifacts, one class for each duty. */
@NullMarked
package io.movein.review.plan.check;

import org.jspecify.annotations.NullMarked;
