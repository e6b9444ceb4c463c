/** What a running service says of itself, as others read it. */
@NullMarked
package io.movein.runtime.status;

import org.jspecify.annotations.NullMarked;
