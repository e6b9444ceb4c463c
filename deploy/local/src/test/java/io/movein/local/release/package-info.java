/** Releases, made by {@code .ci/release}. */
@NullMarked
package io.movein.local.release;

import org.jspecify.annotations.NullMarked;
