/** A real Kafka broker for one machine and for tests. */
@NullMarked
package io.movein.standin.kafka;

import org.jspecify.annotations.NullMarked;
