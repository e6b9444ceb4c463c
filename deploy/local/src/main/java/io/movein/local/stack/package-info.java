/** Everything that runs on this machine: stand-ins in this process, the services each in their own. */
@NullMarked
package io.movein.local.stack;

import org.jspecify.annotations.NullMarked;
