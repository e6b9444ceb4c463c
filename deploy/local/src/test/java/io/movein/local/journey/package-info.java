/** Journeys through all four services, each a process of its own. */
@NullMarked
package io.movein.local.journey;

import org.jspecify.annotations.NullMarked;
