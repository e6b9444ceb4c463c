/** What the services share about migration plans: where their artifacts lie, on which branches, and how much they may hold. */
@NullMarked
package io.movein.contract.plan;

import org.jspecify.annotations.NullMarked;
