/** Kubernetes objects as JSON trees: kinds, selectors, patches, quantities. */
@NullMarked
package io.movein.standin.kubernetes.objects;

import org.jspecify.annotations.NullMarked;
