@NullMarked
package io.movein.standin.github.webhook;

import org.jspecify.annotations.NullMarked;
