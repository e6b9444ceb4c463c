@NullMarked
package io.movein.local.demo;

import org.jspecify.annotations.NullMarked;
