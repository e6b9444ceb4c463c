/** A real browser, for the tests of the pages. Its libraries are optional: nothing else needs them. */
@NullMarked
package io.movein.standin.github.browser;

import org.jspecify.annotations.NullMarked;
