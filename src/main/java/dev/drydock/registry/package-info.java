/** Registries by OCI distribution-spec 1.1: pushing, pulling, copying, and who may. Not what the images are made of. */
@NullMarked
package dev.drydock.registry;

import org.jspecify.annotations.NullMarked;
