/** What the services that talk to Kubernetes share. The others do not have its client. */
@NullMarked
package io.movein.runtime.kubernetes;

import org.jspecify.annotations.NullMarked;
