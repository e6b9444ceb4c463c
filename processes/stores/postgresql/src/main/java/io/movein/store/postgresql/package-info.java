/**
 * A tenant's rows in PostgreSQL: what there is, which rows are the tenant's, copied over one snapshot, compared exactly. Every session
 * has row security off, so that a read that a policy would cut short is an error and not fewer rows.
 */
@NullMarked
package io.movein.store.postgresql;

import org.jspecify.annotations.NullMarked;
