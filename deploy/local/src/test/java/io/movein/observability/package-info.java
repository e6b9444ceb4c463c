/** What {@code deploy/observability} ships, compared with what the services export. */
@NullMarked
package io.movein.observability;

import org.jspecify.annotations.NullMarked;
