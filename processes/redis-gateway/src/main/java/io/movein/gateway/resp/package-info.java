/** Redis' protocol: where commands and replies end in a stream of bytes, and a server of commands of one's own. */
@org.jspecify.annotations.NullMarked
package io.movein.gateway.resp;
