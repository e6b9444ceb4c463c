@NullMarked
package io.movein.standin.github.pages;

import org.jspecify.annotations.NullMarked;
