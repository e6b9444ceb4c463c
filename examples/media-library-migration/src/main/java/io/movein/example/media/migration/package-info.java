/** A migration process: copies a media library from an old host to the tenant's storage. Needs nothing but a JDK. */
@NullMarked
package io.movein.example.media.migration;

import org.jspecify.annotations.NullMarked;
