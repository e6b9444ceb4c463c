/** What {@code deploy/kubernetes} ships, tried on a real Kubernetes. */
@NullMarked
package io.movein.cluster;

import org.jspecify.annotations.NullMarked;
