/** A small kubelet: a client of the Kubernetes API that runs the pods bound to its node as processes of this machine. */
@NullMarked
package io.movein.standin.node;

import org.jspecify.annotations.NullMarked;
