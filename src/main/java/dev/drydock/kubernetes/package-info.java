/** Kubernetes manifests: where they name apps, and the images put in that place. Not building or pushing those. */
@NullMarked
package dev.drydock.kubernetes;

import org.jspecify.annotations.NullMarked;
