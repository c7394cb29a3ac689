/** Every artifact of an image by name, version, size and hash, and drydock.lock, which keeps them. Not how they are resolved. */
@NullMarked
package dev.drydock.lock;

import org.jspecify.annotations.NullMarked;
