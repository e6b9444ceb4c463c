/**
 * Object storage by the S3 protocol, as a migration needs it: what is listed is said once and exactly, what is read is the stored
 * bytes, what is written replaces nothing, and no answer is believed that a reading back could contradict. Knows no program.
 */
@org.jspecify.annotations.NullMarked
package io.movein.store.objects;
