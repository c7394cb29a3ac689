/** The content-addressed cache, safe among processes, and what each key once gave. Not what the keys mean. */
@NullMarked
package dev.drydock.store;

import org.jspecify.annotations.NullMarked;
