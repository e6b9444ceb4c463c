/** Moves a tenant from shared to dedicated infrastructure: validated, copied, proven, switched, or rolled back. */
@NullMarked
package io.movein.tier;

import org.jspecify.annotations.NullMarked;
