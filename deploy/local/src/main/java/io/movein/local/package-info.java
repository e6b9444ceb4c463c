/** Movein on one machine: the commands of ./movein. */
@NullMarked
package io.movein.local;

import org.jspecify.annotations.NullMarked;
