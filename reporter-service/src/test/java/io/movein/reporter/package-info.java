@NullMarked
package io.movein.reporter;

import org.jspecify.annotations.NullMarked;
