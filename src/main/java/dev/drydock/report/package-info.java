/** Facts about images as text for people and programs: terminal, Markdown, CSV, JSON. All that comes from an image stays text in them. */
@NullMarked
package dev.drydock.report;

import org.jspecify.annotations.NullMarked;
