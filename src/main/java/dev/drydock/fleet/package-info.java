/** The cache that many machines share, in a repository of a registry. Not what is kept, and not the registry's own language. */
@NullMarked
package dev.drydock.fleet;

import org.jspecify.annotations.NullMarked;
