/** What an app directory holds: files after .dockerignore, settings, name, start command. No network, no language's own formats. */
@NullMarked
package dev.drydock.app;

import org.jspecify.annotations.NullMarked;
