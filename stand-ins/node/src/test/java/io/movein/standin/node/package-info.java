@NullMarked
package io.movein.standin.node;

import org.jspecify.annotations.NullMarked;
