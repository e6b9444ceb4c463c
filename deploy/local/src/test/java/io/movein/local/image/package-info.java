@NullMarked
package io.movein.local.image;

import org.jspecify.annotations.NullMarked;
