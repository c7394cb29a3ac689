/** ICU's data as it lies within a program: what is in it, and what of it some locales need. Not what kind of file the program is. */
@NullMarked
package dev.drydock.icu;

import org.jspecify.annotations.NullMarked;
