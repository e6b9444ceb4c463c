/** The host that is being left: a media library made up from a seed, served over HTTP. */
@NullMarked
package io.movein.example.media.oldhost;

import org.jspecify.annotations.NullMarked;
