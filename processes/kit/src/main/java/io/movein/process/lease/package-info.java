/** One running process per migration and target. */
@NullMarked
package io.movein.process.lease;

import org.jspecify.annotations.NullMarked;
