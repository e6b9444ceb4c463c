@NullMarked
package io.movein.local.screen;

import org.jspecify.annotations.NullMarked;
