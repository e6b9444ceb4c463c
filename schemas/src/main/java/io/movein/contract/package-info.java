/** The contract between the services: ids, topics, messages and their encoding. */
@NullMarked
package io.movein.contract;

import org.jspecify.annotations.NullMarked;
