package dev.drydock.python;

import dev.drydock.archive.GzipMember;
import dev.drydock.archive.Member;
import dev.drydock.archive.PieceWriter;
import dev.drydock.debian.DebInput;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.Variant;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A package made into its piece, as a build does it: read through the gate, sliced or installed, hashed, its members written and compressed. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PackageParts {
    /** The packages on disk, and what a build has for its inputs. */
    @State(Scope.Benchmark)
    public static class Made {
        /** Of deflate; 7 in a build. 0 leaves compression out, which shows the rest of the work by itself. */
        @Param({"0", "7"})
        public int level;

        Path folder;
        Path debFile;
        Path wheelFile;
        Input deb;
        Input wheel;
        ExecutorService executor = Executors.newSingleThreadExecutor();
        /** A package asks a build for no more than its file and a place to work in. */
        Workshop workshop = (Workshop) Proxy.newProxyInstance(
                Workshop.class.getClassLoader(), new Class<?>[] {Workshop.class}, (self, method, arguments) -> switch (method.getName()) {
                    case "file" -> arguments[0] instanceof Artifact.Deb ? debFile : wheelFile;
                    case "scratch" -> folder;
                    default -> throw new UnsupportedOperationException(method.getName());
                });

        /** Makes them. */
        @Setup
        public void make() throws IOException {
            folder = Files.createTempDirectory("jmh");
            Artifact.Deb artifact = Packages.deb(folder);
            debFile = folder.resolve("made.deb");
            deb = new DebInput(artifact, Variant.DISTROLESS);
            Artifact.Wheel other = Packages.wheel(folder);
            wheelFile = folder.resolve(other.filename());
            wheel = new WheelInput(other, Layout.of(PythonRuntime.ALL.getFirst()), true);
            if (piece(deb).size() < 200 || piece(wheel).size() < 200) {
                throw new IOException("a piece has too few members");
            }
        }

        /** Removes them, and ends the thread. */
        @TearDown
        public void end() throws IOException {
            executor.close();
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }

        List<Member> piece(Input input) throws IOException {
            OutputStream nowhere = OutputStream.nullOutputStream();
            try (OutputStream out = level == 0 ? nowhere : new GzipMember(nowhere, level, executor)) {
                PieceWriter writer = new PieceWriter(out, 0, folder);
                input.write(workshop, writer);
                return writer.members();
            }
        }
    }

    @Benchmark
    public List<Member> debToPiece(Made made) throws IOException {
        return made.piece(made.deb);
    }

    @Benchmark
    public List<Member> wheelToPiece(Made made) throws IOException {
        return made.piece(made.wheel);
    }
}
