/** The journal of what is to be moved and what became of it. */
@NullMarked
package io.movein.process.items;

import org.jspecify.annotations.NullMarked;
