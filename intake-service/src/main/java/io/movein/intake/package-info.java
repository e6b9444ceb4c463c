/** GitHub to commands: the issue is the truth, a webhook is only a hint. */
@NullMarked
package io.movein.intake;

import org.jspecify.annotations.NullMarked;
