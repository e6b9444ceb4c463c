/** GitHub's REST API over the model. */
@NullMarked
package io.movein.standin.github.api;

import org.jspecify.annotations.NullMarked;
