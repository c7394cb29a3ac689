/** Rules over Dockerfiles, .dockerignore files, apps and images, what they find, and how findings are written. Not the command line. */
@NullMarked
package dev.drydock.check;

import org.jspecify.annotations.NullMarked;
