/** What a person sees in a browser. */
@NullMarked
package io.movein.standin.github.pages;

import org.jspecify.annotations.NullMarked;
