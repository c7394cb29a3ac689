/** Where each kind of package comes from on this machine, and how that was found. Not the transport. */
@NullMarked
package dev.drydock.mirrors;

import org.jspecify.annotations.NullMarked;
