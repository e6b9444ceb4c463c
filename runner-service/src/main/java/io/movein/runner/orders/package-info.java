/** Carries out review's orders. Each can come any number of times. */
@NullMarked
package io.movein.runner.orders;

import org.jspecify.annotations.NullMarked;
