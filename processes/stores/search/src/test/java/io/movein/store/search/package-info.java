@org.jspecify.annotations.NullMarked
package io.movein.store.search;
