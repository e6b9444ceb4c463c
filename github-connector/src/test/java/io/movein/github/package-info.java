@NullMarked
package io.movein.github;

import org.jspecify.annotations.NullMarked;
