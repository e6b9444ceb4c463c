/** The application of the storage demo: its files, the table that knows them, its old and its new bucket. */
@NullMarked
package io.movein.local.files;

import org.jspecify.annotations.NullMarked;
