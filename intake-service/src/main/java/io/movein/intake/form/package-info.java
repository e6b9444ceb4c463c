/** From the body of an issue to the request that it asks for. Pure. */
@NullMarked
package io.movein.intake.form;

import org.jspecify.annotations.NullMarked;
