/** The tenant's own component: keeps files and gives them out over HTTP. */
@NullMarked
package io.movein.example.media.storage;

import org.jspecify.annotations.NullMarked;
