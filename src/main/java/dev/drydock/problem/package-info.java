/** What went wrong, said so that a user can act on it: a code, values, a place, causes and one remedy. Not logging. */
@NullMarked
package dev.drydock.problem;

import org.jspecify.annotations.NullMarked;
