/** The Kubernetes API over HTTP: routes, verbs, watches, refusals. */
@NullMarked
package io.movein.standin.kubernetes.api;

import org.jspecify.annotations.NullMarked;
