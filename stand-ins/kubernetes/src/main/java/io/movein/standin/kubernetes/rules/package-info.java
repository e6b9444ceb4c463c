/** What the API server fills in and what it refuses. */
@NullMarked
package io.movein.standin.kubernetes.rules;

import org.jspecify.annotations.NullMarked;
