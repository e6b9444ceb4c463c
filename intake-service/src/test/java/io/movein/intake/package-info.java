@NullMarked
package io.movein.intake;

import org.jspecify.annotations.NullMarked;
