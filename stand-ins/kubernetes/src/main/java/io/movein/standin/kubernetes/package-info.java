/** One machine's stand-in for a Kubernetes control plane, and the way to start a real one for tests. */
@NullMarked
package io.movein.standin.kubernetes;

import org.jspecify.annotations.NullMarked;
