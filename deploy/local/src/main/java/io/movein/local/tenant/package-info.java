/** A tenant as a capability owner has it: live, empty, with a storage interface. */
@NullMarked
package io.movein.local.tenant;

import org.jspecify.annotations.NullMarked;
