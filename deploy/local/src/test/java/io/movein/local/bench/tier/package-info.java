@NullMarked
package io.movein.local.bench.tier;

import org.jspecify.annotations.NullMarked;
