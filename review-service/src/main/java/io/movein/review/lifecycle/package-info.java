/** The life of a migration: what follows from a command, a report or facts, and what is remembered. */
@NullMarked
package io.movein.review.lifecycle;

import org.jspecify.annotations.NullMarked;
