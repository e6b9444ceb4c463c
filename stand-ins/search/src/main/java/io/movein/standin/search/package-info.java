/** OpenSearch for tests: a node of one server, as a process of this machine. */
@NullMarked
package io.movein.standin.search;

import org.jspecify.annotations.NullMarked;
