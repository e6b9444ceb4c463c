/** The structure of the whole, as the documentation tells it. */
@NullMarked
package io.movein.architecture;

import org.jspecify.annotations.NullMarked;
