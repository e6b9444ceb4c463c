@NullMarked
package io.movein.local.bench.objects;

import org.jspecify.annotations.NullMarked;
