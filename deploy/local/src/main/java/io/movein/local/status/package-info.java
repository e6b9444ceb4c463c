/** {@code ./movein status}: what an operator asks first. */
@NullMarked
package io.movein.local.status;

import org.jspecify.annotations.NullMarked;
