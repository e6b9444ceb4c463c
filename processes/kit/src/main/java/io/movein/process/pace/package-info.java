/** How many workers, how fast, and how that changes while they work. */
@NullMarked
package io.movein.process.pace;

import org.jspecify.annotations.NullMarked;
