package dev.drydock.plan;

import dev.drydock.app.AppFile;
import dev.drydock.archive.Contents;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.JsonTree;
import dev.drydock.oci.Digest;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files of the app, below a directory of the image: owned by root, readable by all, runnable where they were. */
public final class TreeInput implements Input {
    private final List<AppFile> files;
    private final String into;
    private final String title;
    private @Nullable List<Digest> digests;

    /**
     * @param files sorted by path
     * @param into a path in the image, without a leading or trailing slash
     */
    public TreeInput(List<AppFile> files, String into, String title) {
        this.files = List.copyOf(files);
        this.into = into;
        this.title = title;
    }

    @Override
    public String key() {
        StringBuilder key = new StringBuilder("tree 2 ").append(into);
        for (int i = 0; i < files.size(); i++) {
            AppFile file = files.get(i);
            key.append('\n')
                    .append(file.executable() ? "x " : "- ")
                    .append(file.link().isPresent() ? "link " : "file ")
                    .append(digests().get(i).hex())
                    .append(' ')
                    .append(JsonTree.quoted(file.path()));
        }
        return key.toString();
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public List<Artifact> artifacts() {
        return List.of();
    }

    @Override
    public void write(Workshop workshop, Contents contents) throws IOException {
        for (int i = 0; i < files.size(); i++) {
            AppFile file = files.get(i);
            String path = into + "/" + file.path();
            if (file.link().isPresent()) {
                contents.symlink(path, file.link().get());
            } else {
                copy(file, path, digests().get(i), contents);
            }
        }
    }

    private static void copy(AppFile file, String path, Digest digest, Contents contents) throws IOException {
        MessageDigest hash = Digest.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file.file()), hash)) {
            contents.file(path, file.executable() ? 0755 : 0644, file.size(), in);
        } catch (IOException e) {
            throw changed(file).because(e).exception();
        }
        if (!Digest.of(hash).equals(digest)) {
            throw changed(file).exception();
        }
    }

    /** The key is made of the content, so a tree that changes while it is read must not be kept under it. */
    private static Problem changed(AppFile file) {
        return Problem.input("app/changed", "`" + file.path() + "` changed while it was being read")
                .help("build again");
    }

    /** One for each file, in their order. */
    private synchronized List<Digest> digests() {
        if (digests == null) {
            List<Digest> result = new ArrayList<>();
            for (AppFile file : files) {
                result.add(file.link().isPresent() ? Digest.of(file.link().get()) : digest(file));
            }
            digests = List.copyOf(result);
        }
        return digests;
    }

    private static Digest digest(AppFile file) {
        try (InputStream in = Files.newInputStream(file.file())) {
            return Digest.of(in);
        } catch (IOException e) {
            throw Problem.input("app/unreadable", "cannot read `" + file.path() + "`")
                    .because(e)
                    .exception();
        }
    }
}
