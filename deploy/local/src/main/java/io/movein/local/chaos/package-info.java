/** Real processes, and one misfortune after another. */
@NullMarked
package io.movein.local.chaos;

import org.jspecify.annotations.NullMarked;
