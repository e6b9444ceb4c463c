@NullMarked
package io.movein.standin.kubernetes.objects;

import org.jspecify.annotations.NullMarked;
