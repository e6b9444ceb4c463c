@NullMarked
package io.movein.intake.issue;

import org.jspecify.annotations.NullMarked;
