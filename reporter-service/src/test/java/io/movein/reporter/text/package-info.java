@NullMarked
package io.movein.reporter.text;

import org.jspecify.annotations.NullMarked;
