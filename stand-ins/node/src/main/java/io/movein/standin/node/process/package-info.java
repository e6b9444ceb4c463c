/** Processes of this machine treated as containers: started once, counted as a tree, and still known after a restart of the node. */
@NullMarked
package io.movein.standin.node.process;

import org.jspecify.annotations.NullMarked;
