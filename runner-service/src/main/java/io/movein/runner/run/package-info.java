/** What a run is on the cluster, and what the cluster's objects say about it. Pure: no I/O, no clock. */
@NullMarked
package io.movein.runner.run;

import org.jspecify.annotations.NullMarked;
