/** Makes the issue match the events: reads the history, writes comments and labels, closes. */
@NullMarked
package io.movein.reporter;

import org.jspecify.annotations.NullMarked;
