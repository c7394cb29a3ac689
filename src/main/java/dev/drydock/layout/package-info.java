/** Images as files: OCI layouts, OCI and Docker archives, root file systems, the local store. Not engines or registries. */
@NullMarked
package dev.drydock.layout;

import org.jspecify.annotations.NullMarked;
