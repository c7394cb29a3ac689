/** npm packages: lock files, ranges, tarballs, node_modules, the Node binary, start commands. Not Debian's side of it. */
@NullMarked
package dev.drydock.node;

import org.jspecify.annotations.NullMarked;
