/** The media library of the demo: its old host, its tenant and its migration process. */
@NullMarked
package io.movein.local.library;

import org.jspecify.annotations.NullMarked;
