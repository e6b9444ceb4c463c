/** Configuration: YAML, checked against a published JSON Schema, read into records. */
@NullMarked
package io.movein.process.configuration;

import org.jspecify.annotations.NullMarked;
