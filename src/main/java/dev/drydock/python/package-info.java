/** Python packages: lock files, markers, versions, wheels, the interpreter's layout, start commands. Not Debian's side of it. */
@NullMarked
package dev.drydock.python;

import org.jspecify.annotations.NullMarked;
