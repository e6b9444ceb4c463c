@NullMarked
package io.movein.standin.github;

import org.jspecify.annotations.NullMarked;
