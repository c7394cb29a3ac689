/** Debian archives and packages: signatures, indexes, dependencies, .deb files, slices, the base system. Not the other languages. */
@NullMarked
package dev.drydock.debian;

import org.jspecify.annotations.NullMarked;
