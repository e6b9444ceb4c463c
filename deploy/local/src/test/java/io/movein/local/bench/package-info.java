@NullMarked
package io.movein.local.bench;

import org.jspecify.annotations.NullMarked;
