/**
 * The operator's page: what waits for whom, read from {@code movein.migrations} and {@code movein.plans}. Nothing can be done there but to
 * look.
 */
@NullMarked
package io.movein.reporter.page;

import org.jspecify.annotations.NullMarked;
