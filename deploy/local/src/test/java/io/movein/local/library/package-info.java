@NullMarked
package io.movein.local.library;

import org.jspecify.annotations.NullMarked;
