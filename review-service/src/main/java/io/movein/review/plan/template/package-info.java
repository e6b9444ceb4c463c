/** What a stage begins with: templates to fill in, with what is known already. */
@NullMarked
package io.movein.review.plan.template;

import org.jspecify.annotations.NullMarked;
