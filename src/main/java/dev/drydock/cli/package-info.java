/** The commands: the only package that prints and the only one that exits. */
@NullMarked
package dev.drydock.cli;

import org.jspecify.annotations.NullMarked;
