/** Many migrations through the real decision code of all services, without threads, clock or network. */
@NullMarked
package io.movein.simulation;

import org.jspecify.annotations.NullMarked;
