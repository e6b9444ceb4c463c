/** Questions by HTTP whose answers cost no more memory and time than they may. */
@NullMarked
package io.movein.process.http;

import org.jspecify.annotations.NullMarked;
