/** Connections of a process that lives for days. */
@NullMarked
package io.movein.process.net;

import org.jspecify.annotations.NullMarked;
