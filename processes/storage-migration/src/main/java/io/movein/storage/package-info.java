/** The migration process {@code storage-migration}: moves an organisation's files to its own bucket, item by item, with proof. */
@org.jspecify.annotations.NullMarked
package io.movein.storage;
