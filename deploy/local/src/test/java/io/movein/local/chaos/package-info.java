@NullMarked
package io.movein.local.chaos;

import org.jspecify.annotations.NullMarked;
