/** Dockerfiles written for an app as it was found. Not how apps are found, nor the command line. */
@NullMarked
package dev.drydock.init;

import org.jspecify.annotations.NullMarked;
