/** The operator's page: what waits for whom, read from {@code movein.migrations}. Nothing can be done there but to look. */
@NullMarked
package io.movein.reporter.page;

import org.jspecify.annotations.NullMarked;
