@NullMarked
package io.movein.intake.webhook;

import org.jspecify.annotations.NullMarked;
