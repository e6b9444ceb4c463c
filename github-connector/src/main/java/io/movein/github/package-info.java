/** The one way to GitHub: a narrow port for issues, and behind it hub4j over a connector with limits, timeouts and ETags. */
@NullMarked
package io.movein.github;

import org.jspecify.annotations.NullMarked;
