/** What a migration process is given and how it may end: assignment, secrets, exit codes, the safe point. */
@NullMarked
package io.movein.process;

import org.jspecify.annotations.NullMarked;
