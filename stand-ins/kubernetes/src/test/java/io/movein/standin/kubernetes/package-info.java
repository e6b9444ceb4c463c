@NullMarked
package io.movein.standin.kubernetes;

import org.jspecify.annotations.NullMarked;
