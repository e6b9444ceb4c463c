/** How long each stage of a migration takes under load, beside what bare clients take for the same. */
@NullMarked
package io.movein.local.bench;

import org.jspecify.annotations.NullMarked;
