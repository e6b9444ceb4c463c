/** The shell around the lifecycle on Kafka Streams. */
@NullMarked
package io.movein.review.stream;

import org.jspecify.annotations.NullMarked;
