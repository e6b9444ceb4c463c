/** What a person sees in the terminal. */
@NullMarked
package io.movein.local.screen;

import org.jspecify.annotations.NullMarked;
