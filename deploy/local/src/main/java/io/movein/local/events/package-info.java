/** The public event stream as people and other systems read it. */
@NullMarked
package io.movein.local.events;

import org.jspecify.annotations.NullMarked;
