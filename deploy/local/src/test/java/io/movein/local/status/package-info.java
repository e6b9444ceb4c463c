@NullMarked
package io.movein.local.status;

import org.jspecify.annotations.NullMarked;
