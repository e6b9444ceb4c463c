@NullMarked
package io.movein.local.events;

import org.jspecify.annotations.NullMarked;
