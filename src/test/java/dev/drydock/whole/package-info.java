/** The whole program as a user runs it: the built distribution, real mirrors, a real Docker engine. */
@NullMarked
package dev.drydock.whole;

import org.jspecify.annotations.NullMarked;
