@NullMarked
package io.movein.runner;

import org.jspecify.annotations.NullMarked;
