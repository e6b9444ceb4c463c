@NullMarked
package io.movein.local.stack;

import org.jspecify.annotations.NullMarked;
