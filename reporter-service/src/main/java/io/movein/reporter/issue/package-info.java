/** What has to be written on an issue so that it shows a migration's events: pure. */
@NullMarked
package io.movein.reporter.issue;

import org.jspecify.annotations.NullMarked;
