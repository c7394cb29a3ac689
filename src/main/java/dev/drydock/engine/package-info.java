/** The container engines of this machine, docker and podman: loading images into them. Not registries. */
@NullMarked
package dev.drydock.engine;

import org.jspecify.annotations.NullMarked;
