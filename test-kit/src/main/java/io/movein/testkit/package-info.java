/** What tests need beside the stand-ins, and no program: a Kafka for the JVM, a real control plane, a browser. */
@NullMarked
package io.movein.testkit;

import org.jspecify.annotations.NullMarked;
