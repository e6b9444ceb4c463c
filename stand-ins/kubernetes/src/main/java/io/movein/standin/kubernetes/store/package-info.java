/** Objects with resource versions, their history for watches, and their journal on disk. */
@NullMarked
package io.movein.standin.kubernetes.store;

import org.jspecify.annotations.NullMarked;
