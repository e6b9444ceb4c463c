@NullMarked
package io.movein.local.tenant;

import org.jspecify.annotations.NullMarked;
