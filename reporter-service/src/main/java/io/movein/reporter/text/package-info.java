/** The words people read: templates, and how untrusted text is kept text. */
@NullMarked
package io.movein.reporter.text;

import org.jspecify.annotations.NullMarked;
