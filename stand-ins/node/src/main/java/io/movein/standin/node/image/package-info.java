/** Images as OCI layouts on disk, addressed by digest and never used before every byte was checked against it. */
@NullMarked
package io.movein.standin.node.image;

import org.jspecify.annotations.NullMarked;
