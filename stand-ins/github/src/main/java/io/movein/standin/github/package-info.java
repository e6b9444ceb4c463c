/** A local GitHub: one repository's issues behind GitHub's REST API, signed webhooks and pages, for one machine and for tests. */
@NullMarked
package io.movein.standin.github;

import org.jspecify.annotations.NullMarked;
