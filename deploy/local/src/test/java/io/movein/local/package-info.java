@NullMarked
package io.movein.local;

import org.jspecify.annotations.NullMarked;
