/** What a test can make go wrong. */
@NullMarked
package io.movein.standin.github.faults;

import org.jspecify.annotations.NullMarked;
