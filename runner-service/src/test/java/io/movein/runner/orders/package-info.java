@NullMarked
package io.movein.runner.orders;

import org.jspecify.annotations.NullMarked;
