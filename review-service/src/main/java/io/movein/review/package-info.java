/** Review: the owner of a migration's life. It decides; others ask, carry out and tell. */
@NullMarked
package io.movein.review;

import org.jspecify.annotations.NullMarked;
