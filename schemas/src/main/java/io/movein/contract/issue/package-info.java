/** What the services that speak on an issue share: labels, the words of commands, and the markers of Movein's own comments. */
@NullMarked
package io.movein.contract.issue;

import org.jspecify.annotations.NullMarked;
