/** Which files there are and where each lies: a table of the application's, or a listing with pointer files. */
@org.jspecify.annotations.NullMarked
package io.movein.storage.catalogue;
