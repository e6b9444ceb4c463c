@NullMarked
package io.movein.runtime;

import org.jspecify.annotations.NullMarked;
