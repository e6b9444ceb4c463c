/** The one way to Kubernetes: a port small enough to be faked, and the client behind it. */
@NullMarked
package io.movein.runner.cluster;

import org.jspecify.annotations.NullMarked;
