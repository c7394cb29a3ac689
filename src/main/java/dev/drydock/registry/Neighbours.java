package dev.drydock.registry;

import dev.drydock.oci.Digest;
import dev.drydock.store.Bucket;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.util.Optional;

/** Where a registry got a blob before: from there it can be mounted, instead of being sent once more. Only a hint. */
public interface Neighbours {
    Neighbours NONE = new Neighbours() {
        @Override
        public Optional<String> repository(String domain, Digest blob) {
            return Optional.empty();
        }

        @Override
        public void remember(String domain, Digest blob, String repository) {}
    };

    Optional<String> repository(String domain, Digest blob) throws IOException;

    void remember(String domain, Digest blob, String repository) throws IOException;

    /** What earlier runs with this cache pushed. */
    static Neighbours of(Cache cache) {
        return new Neighbours() {
            @Override
            public Optional<String> repository(String domain, Digest blob) throws IOException {
                return cache.text(Bucket.PUSHED, key(domain, blob)).map(String::strip);
            }

            @Override
            public void remember(String domain, Digest blob, String repository) throws IOException {
                if (repository(domain, blob).isEmpty()) {
                    cache.keep(Bucket.PUSHED, key(domain, blob), repository + "\n");
                }
            }

            private Digest key(String domain, Digest blob) {
                return Digest.of(domain + "\n" + blob);
            }
        };
    }
}
