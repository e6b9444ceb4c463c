/** What is left as proof when a run has ended. */
@NullMarked
package io.movein.process.evidence;

import org.jspecify.annotations.NullMarked;
