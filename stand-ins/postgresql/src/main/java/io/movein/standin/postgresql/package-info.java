/** PostgreSQL itself, as processes of this machine. */
@NullMarked
package io.movein.standin.postgresql;

import org.jspecify.annotations.NullMarked;
