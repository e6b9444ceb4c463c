/** People on GitHub, played over its REST API: the same for a local one and the real one. */
@NullMarked
package io.movein.local.github;

import org.jspecify.annotations.NullMarked;
