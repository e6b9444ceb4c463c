/** The example of the kit's documentation. */
@NullMarked
package io.movein.process.example;

import org.jspecify.annotations.NullMarked;
