/** What tests need beside the stand-ins, and no program: a Kafka for the JVM, a real control plane, a browser, a wire that breaks. */
@NullMarked
package io.movein.testkit;

import org.jspecify.annotations.NullMarked;
