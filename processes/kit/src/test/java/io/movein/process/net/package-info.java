@NullMarked
package io.movein.process.net;

import org.jspecify.annotations.NullMarked;
