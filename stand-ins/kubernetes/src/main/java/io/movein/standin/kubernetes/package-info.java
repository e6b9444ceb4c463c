/** One machine's stand-in for a Kubernetes control plane. */
@NullMarked
package io.movein.standin.kubernetes;

import org.jspecify.annotations.NullMarked;
