@NullMarked
package io.movein.local.docs;

import org.jspecify.annotations.NullMarked;
