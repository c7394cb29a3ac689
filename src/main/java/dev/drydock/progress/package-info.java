/** What is going on, told while it happens. Not how it is shown. */
@NullMarked
package dev.drydock.progress;

import org.jspecify.annotations.NullMarked;
