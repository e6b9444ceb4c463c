/** The checks: what must hold before a migration may run, one class per rule. */
@NullMarked
package io.movein.review.policy;

import org.jspecify.annotations.NullMarked;
