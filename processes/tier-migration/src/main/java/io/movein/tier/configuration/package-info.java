/** What the configuration says. */
@NullMarked
package io.movein.tier.configuration;

import org.jspecify.annotations.NullMarked;
