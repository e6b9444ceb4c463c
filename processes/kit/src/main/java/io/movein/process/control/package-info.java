/** Commands to a running process. */
@NullMarked
package io.movein.process.control;

import org.jspecify.annotations.NullMarked;
