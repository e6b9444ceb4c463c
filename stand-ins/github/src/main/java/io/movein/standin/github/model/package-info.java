/** The issues of one repository as plain data and rules, without HTTP, threads or a clock of its own. */
@NullMarked
package io.movein.standin.github.model;

import org.jspecify.annotations.NullMarked;
