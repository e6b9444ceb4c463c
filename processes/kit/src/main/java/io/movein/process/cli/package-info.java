/** The command line that every process has. */
@NullMarked
package io.movein.process.cli;

import org.jspecify.annotations.NullMarked;
