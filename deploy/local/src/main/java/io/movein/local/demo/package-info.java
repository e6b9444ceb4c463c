/** One migration from a filed issue to a closed one, and the check that it did what it said. */
@NullMarked
package io.movein.local.demo;

import org.jspecify.annotations.NullMarked;
