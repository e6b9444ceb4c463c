@NullMarked
package io.movein.standin.github.model;

import org.jspecify.annotations.NullMarked;
