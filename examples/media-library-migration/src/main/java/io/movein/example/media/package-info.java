/** What both sides of a media library's move have in common: its manifest. */
@NullMarked
package io.movein.example.media;

import org.jspecify.annotations.NullMarked;
