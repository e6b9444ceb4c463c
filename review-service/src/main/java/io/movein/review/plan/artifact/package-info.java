/** Reads the artifacts of a plan: YAML that is held to its JSON Schema and knows its lines. */
@NullMarked
package io.movein.review.plan.artifact;

import org.jspecify.annotations.NullMarked;
