/** The configuration of {@code storage-migration}, as its schema has it. */
@org.jspecify.annotations.NullMarked
package io.movein.storage.configuration;
