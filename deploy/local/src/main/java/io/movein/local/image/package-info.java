/** Images on a machine without a registry: made from a folder, named, and given to the local node. */
@NullMarked
package io.movein.local.image;

import org.jspecify.annotations.NullMarked;
