@NullMarked
package io.movein.intake.form;

import org.jspecify.annotations.NullMarked;
