/** Which inputs make which layer, and the contract that a language implements. Not how inputs become bytes. */
@NullMarked
package dev.drydock.plan;

import org.jspecify.annotations.NullMarked;
