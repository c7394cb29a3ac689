/** An image read back: layers, merged files, packages, users, sizes, waste, and how two images differ. Changes nothing. */
@NullMarked
package dev.drydock.inspect;

import org.jspecify.annotations.NullMarked;
