/** An artifact by its hash into the store: HTTP, retry, resume, offline, redaction. Not where artifacts come from. */
@NullMarked
package dev.drydock.fetch;

import org.jspecify.annotations.NullMarked;
