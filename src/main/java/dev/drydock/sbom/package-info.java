/** Bills of materials: what an image is made of, in the formats that scanners read. Nothing of its own making but their words. */
@NullMarked
package dev.drydock.sbom;

import org.jspecify.annotations.NullMarked;
