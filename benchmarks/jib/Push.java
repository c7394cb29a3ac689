import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import java.nio.file.Path;
import java.util.List;

/** What jib-core does of the benchmark: the dependencies and the app as two layers upon a base, pushed. */
final class Push {
    private Push() {}

    /** @param words base, dependencies, where they go, app, target, cache */
    public static void main(String[] words) throws Exception {
        Path cache = Path.of(words[5]);
        Jib.from(RegistryImage.named(words[0]))
                .addFileEntriesLayer(layer("dependencies", Path.of(words[1]), words[2]))
                .addFileEntriesLayer(layer("app", Path.of(words[3]), "/app"))
                .setUser("65532")
                .setEntrypoint(List.of("python3", "-m", "gunicorn", "app:app"))
                .containerize(Containerizer.to(RegistryImage.named(words[4]))
                        .setAllowInsecureRegistries(true)
                        .setBaseImageLayersCache(cache.resolve("base"))
                        .setApplicationLayersCache(cache.resolve("app")));
    }

    private static FileEntriesLayer layer(String name, Path from, String to) throws java.io.IOException {
        return FileEntriesLayer.builder()
                .setName(name)
                .addEntryRecursive(from, AbsoluteUnixPath.get(to))
                .build();
    }
}
