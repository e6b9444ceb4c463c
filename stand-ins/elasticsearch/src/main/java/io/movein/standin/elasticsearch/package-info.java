/** Elasticsearch for tests: a node of one server, as a process that knows nothing else of Movein. */
@NullMarked
package io.movein.standin.elasticsearch;

import org.jspecify.annotations.NullMarked;
