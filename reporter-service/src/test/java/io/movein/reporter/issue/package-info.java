@NullMarked
package io.movein.reporter.issue;

import org.jspecify.annotations.NullMarked;
