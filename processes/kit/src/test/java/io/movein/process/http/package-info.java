@NullMarked
package io.movein.process.http;

import org.jspecify.annotations.NullMarked;
