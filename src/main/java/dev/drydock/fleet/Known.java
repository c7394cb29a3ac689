package dev.drydock.fleet;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What this process knows of the tags of one place, so that it asks for none twice. */
final class Known {
    private final Set<String> settled = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    /** The place has it, and it is right as far as can be told. */
    void seen(String tag) {
        settled.add(tag);
    }

    /** What the place has is wrong. @return whether that is news */
    boolean refuse(String tag) {
        settled.remove(tag);
        return refused.add(tag);
    }

    boolean isRefused(String tag) {
        return refused.contains(tag);
    }

    /** Whether the caller is the one who has to see to it that the place has it. */
    boolean claim(String tag) {
        return settled.add(tag);
    }
}
