/** Decides how a migration plan goes through its stages. Pure: state and input in, events and state out. */
@NullMarked
package io.movein.review.plan;

import org.jspecify.annotations.NullMarked;
