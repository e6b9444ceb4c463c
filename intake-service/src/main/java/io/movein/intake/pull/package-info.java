/** What a pull request of a plan's stage says: derived purely from what GitHub shows of it. */
@NullMarked
package io.movein.intake.pull;

import org.jspecify.annotations.NullMarked;
