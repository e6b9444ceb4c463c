/** What may pass is tried again; a write whose outcome is unknown is read back first. */
@NullMarked
package io.movein.process.retry;

import org.jspecify.annotations.NullMarked;
