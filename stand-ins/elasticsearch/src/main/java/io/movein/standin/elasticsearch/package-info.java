/** Elasticsearch for tests: a node of one server, as a process that knows nothing else of Movein. */
package io.movein.standin.elasticsearch;
