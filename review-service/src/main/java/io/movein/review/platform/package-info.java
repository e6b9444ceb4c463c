/** What the cluster and the name service say. */
@NullMarked
package io.movein.review.platform;

import org.jspecify.annotations.NullMarked;
