/** Archives as bytes: the gate for hostile zip, tar and ar, and the deterministic tar and gzip that Drydock writes. Not what is in them. */
@NullMarked
package dev.drydock.archive;

import org.jspecify.annotations.NullMarked;
