/** What every service has: settings, Kafka loops, topics, health, metrics, start and stop. */
@NullMarked
package io.movein.runtime;

import org.jspecify.annotations.NullMarked;
