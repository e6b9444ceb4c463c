/** Measures {@code storage-migration} beside rclone and the bare SDK. */
@NullMarked
package io.movein.local.bench.objects;

import org.jspecify.annotations.NullMarked;
