/** The nouns of the OCI image specification as immutable values. Not how they are fetched, stored or shipped. */
@NullMarked
package dev.drydock.oci;

import org.jspecify.annotations.NullMarked;
