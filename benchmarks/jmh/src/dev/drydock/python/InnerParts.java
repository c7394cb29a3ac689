package dev.drydock.python;

import dev.drydock.archive.GzipMember;
import dev.drydock.debian.DebianVersion;
import dev.drydock.oci.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
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

/** The hot inner parts, in a package of theirs because markers are nobody else's business. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class InnerParts {
    /** 8 MiB of machine code, of what a runtime layer is made. */
    private static byte[] program() throws IOException {
        Path library = Path.of(System.getProperty("java.home"), "lib/server/libjvm.so");
        return Arrays.copyOf(Files.readAllBytes(library), 8 << 20);
    }

    /** Bytes. */
    @State(Scope.Benchmark)
    public static class Bytes {
        byte[] bytes = {};

        /** Reads them once. */
        @Setup
        public void read() throws IOException {
            bytes = program();
        }
    }

    /** Compression by the JDK's zlib, as Drydock does it, on one thread. */
    @State(Scope.Benchmark)
    public static class Gzip extends Bytes {
        /** Of deflate. */
        @Param({"1", "6", "7", "9"})
        public int level;

        ExecutorService executor = Executors.newSingleThreadExecutor();

        /** Ends the thread. */
        @TearDown
        public void end() {
            executor.close();
        }
    }

    /** Compression by libdeflate, where the system has it. */
    @State(Scope.Benchmark)
    public static class Libdeflate extends Bytes {
        /** Of deflate. */
        @Param({"1", "6", "7", "9"})
        public int level;

        Arena arena = Arena.ofShared();
        MemorySegment in = MemorySegment.NULL;
        MemorySegment out = MemorySegment.NULL;
        MemorySegment compressor = MemorySegment.NULL;
        MethodHandle compress;

        /** Opens the library. */
        @Setup
        public void open() throws Throwable {
            SymbolLookup lookup = SymbolLookup.libraryLookup("libdeflate.so.0", arena);
            Linker linker = Linker.nativeLinker();
            compressor = (MemorySegment) linker.downcallHandle(
                            lookup.findOrThrow("libdeflate_alloc_compressor"),
                            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT))
                    .invokeExact(level);
            compress = linker.downcallHandle(
                    lookup.findOrThrow("libdeflate_gzip_compress"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG));
            byte[] bytes = program();
            in = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            out = arena.allocate(bytes.length + (1 << 16));
            System.out.println("libdeflate level " + level + ": " + run() + " bytes");
        }

        long run() throws Throwable {
            return (long) compress.invokeExact(compressor, in, in.byteSize(), out, out.byteSize());
        }
    }

    /** Marker and its environment. */
    @State(Scope.Benchmark)
    public static class Markers {
        String text = "(python_version >= \"3.11\" and sys_platform == \"linux\") or (os_name == \"nt\" and extra == \"dev\")";
        Marker marker = Marker.parse(text);
        MarkerEnvironment environment = MarkerEnvironment.of(Platform.parse("linux/amd64"), Version.parse("3.13.5"));
        Version one = Version.parse("1.26.0rc1");
        Version other = Version.parse("1.26.0.post1");
    }

    @Benchmark
    public void gzip8MiB(Gzip state) throws IOException {
        try (GzipMember member = new GzipMember(OutputStream.nullOutputStream(), state.level, state.executor)) {
            member.write(state.bytes, 0, state.bytes.length);
        }
    }

    @Benchmark
    public long gzip8MiBLibdeflate(Libdeflate state) throws Throwable {
        return state.run();
    }

    @Benchmark
    public byte[] sha256Of8MiB(Bytes state) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(state.bytes);
    }

    @Benchmark
    public Marker markerParsed(Markers state) {
        return Marker.parse(state.text);
    }

    @Benchmark
    public boolean markerEvaluated(Markers state) {
        return state.marker.holds(state.environment);
    }

    @Benchmark
    public int pythonVersionOrder(Markers state) {
        return state.one.compareTo(state.other);
    }

    @Benchmark
    public int debianVersionOrder() {
        return DebianVersion.compare("2:1.26.0~rc1-1+deb13u1", "2:1.26.0-1+deb13u2");
    }
}
