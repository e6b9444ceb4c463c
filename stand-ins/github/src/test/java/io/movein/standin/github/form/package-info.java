@NullMarked
package io.movein.standin.github.form;

import org.jspecify.annotations.NullMarked;
