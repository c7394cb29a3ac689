/** The Dockerfile language: its text as instructions with exact places, variables, stages, and back to text. Not what is good or bad in it. */
@NullMarked
package dev.drydock.dockerfile;

import org.jspecify.annotations.NullMarked;
