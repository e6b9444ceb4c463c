/** A migration process and its run: what a program gives the kit, and the kit the program. */
@NullMarked
package io.movein.process.run;

import org.jspecify.annotations.NullMarked;
