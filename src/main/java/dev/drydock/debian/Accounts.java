package dev.drydock.debian;

import dev.drydock.archive.Contents;
import dev.drydock.archive.Entry;
import dev.drydock.lock.Artifact;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Debian's own users and groups, as the postinst of base-passwd makes them, and the one that the app runs as. */
record Accounts(Artifact.Deb basePasswd) implements Input {
    @Override
    public String key() {
        return "accounts 1 " + basePasswd.digest();
    }

    @Override
    public String title() {
        return "users and groups";
    }

    @Override
    public List<Artifact> artifacts() {
        return List.of(basePasswd);
    }

    @Override
    public void write(Workshop workshop, Contents contents) throws IOException {
        SortedMap<String, String> masters = new TreeMap<>();
        try (DebFile file = DebFile.open(basePasswd.label(), workshop.file(basePasswd))) {
            for (Optional<Entry> next = file.next(); next.isPresent(); next = file.next()) {
                String path = next.get().path();
                if (path.startsWith("usr/share/base-passwd/") && path.endsWith(".master")) {
                    String text = new String(file.content().readAllBytes(), StandardCharsets.UTF_8);
                    masters.put(path.substring(path.lastIndexOf('/') + 1), text);
                }
            }
        }
        String passwd = masters.getOrDefault("passwd.master", "").replace(":*:", ":x:")
                + "_apt:x:42:65534::/nonexistent:/usr/sbin/nologin\n" + DebianBase.USER + ":/bin/sh\n";
        String group = masters.getOrDefault("group.master", "").replace(":*:", ":x:") + DebianBase.GROUP + "\n";
        contents.file("etc/passwd", 0644, passwd.getBytes(StandardCharsets.UTF_8));
        contents.file("etc/group", 0644, group.getBytes(StandardCharsets.UTF_8));
    }
}
