/** What review decides in a second, and whether it matters to it how many migrations are open and how many were closed before. */
@NullMarked
package io.movein.local.bench.review;

import org.jspecify.annotations.NullMarked;
