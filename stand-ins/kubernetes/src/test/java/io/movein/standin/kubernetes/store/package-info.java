@NullMarked
package io.movein.standin.kubernetes.store;

import org.jspecify.annotations.NullMarked;
