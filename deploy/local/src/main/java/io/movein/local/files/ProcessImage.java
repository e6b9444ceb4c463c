package io.movein.local.files;

import io.movein.local.stack.ProgramFiles;
import io.movein.standin.node.image.ImageConfig;
import io.movein.standin.node.image.OciImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** The ready-made process as an image: its jars, one that names them all, and the {@code java} of the node. */
public final class ProcessImage {

    /**
     * As the image of a release has them, but for the heap. SHA-256 is fast only as C2 compiles it, which is therefore done at once; the
     * rest is rarely worth C2's time in a run of seconds.
     */
    public static final List<String> JAVA_OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=20000",
            "-XX:Tier4CompileThreshold=100000",
            "-XX:Tier4BackEdgeThreshold=4000000",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.DigestBase::*,0.0001",
            "--enable-native-access=ALL-UNNAMED");

    /**
     * For a run of seconds that calls the same methods some ten thousand times: C2 would take more time than it saves, and so would classes
     * that Java writes for what is called by reflection. C1 gets two threads, a third of these: beside workers and servers that keep the
     * processors busy one comes to run so rarely that what it is to compile goes on uncompiled for most of such a run.
     */
    public static final List<String> SHORT_RUN = List.of(
            "-Djdk.reflect.useNativeAccessorOnly=true",
            "-XX:CICompilerCount=6",
            "-XX:Tier4InvocationThreshold=500000",
            "-XX:Tier4MinInvocationThreshold=200000",
            "-XX:Tier4CompileThreshold=1000000",
            "-XX:Tier4BackEdgeThreshold=40000000");

    /**
     * For the run by which such a process learns: what C1 compiled in it for good is compiled so at once in the runs to come, without
     * counters for a C2 that would not take it up. SHA-256, which is left out, gets to C2 as ever.
     */
    public static final List<String> LEARNING = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:CompileCommand=exclude,sun.security.provider.DigestBase::*",
            "-XX:CompileCommand=exclude,sun.security.provider.SHA2::*");

    /**
     * A ready-made process.
     *
     * @param name    of its module
     * @param main    class
     * @param heap    at most: {@code 256m}
     * @param options of Java, beside {@link #JAVA_OPTIONS} and in place of what these say otherwise
     */
    public record Program(String name, String main, String heap, List<String> options) {

        public Program(String name, String main, String heap) {
            this(name, main, heap, List.of());
        }
    }

    private ProcessImage() {}

    /** @return {@code name@sha256:…} */
    public static String build(Path images, Path work, Program program) throws IOException {
        var root = work.resolve(program.name() + "-root");
        var lib = Files.createDirectories(root.resolve("app/lib"));
        var jars = ProgramFiles.ofThisCheckout().jars(Path.of("processes", program.name()));
        for (var jar : jars) {
            Files.copy(jar, lib.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        var launcher = "app/%s.jar".formatted(program.name());
        writeLauncher(root.resolve(launcher), program.main(), jars);
        return OciImage.build(
                root,
                "registry.example/movein/" + program.name(),
                ImageConfig.java(Stream.of(
                                JAVA_OPTIONS,
                                program.options(),
                                List.of("-Xmx" + program.heap(), "-jar", "/" + launcher))
                        .flatMap(List::stream)
                        .toArray(String[]::new)),
                images.resolve(program.name()));
    }

    /** The local node knows paths of an image, and no lists of them. */
    private static void writeLauncher(Path file, String main, List<Path> jars) throws IOException {
        var manifest = new Manifest();
        var attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, main);
        attributes.put(
                Attributes.Name.CLASS_PATH,
                jars.stream().map(jar -> "lib/" + jar.getFileName()).collect(Collectors.joining(" ")));
        try (var jar = new JarOutputStream(Files.newOutputStream(file))) {
            var entry = new ZipEntry("META-INF/MANIFEST.MF");
            entry.setTime(0);
            jar.putNextEntry(entry);
            manifest.write(jar);
            jar.closeEntry();
        }
    }
}
