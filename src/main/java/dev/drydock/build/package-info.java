/** App to recipe to lock to plan to image: the one place where all of it meets. Not the command line. */
@NullMarked
package dev.drydock.build;

import org.jspecify.annotations.NullMarked;
