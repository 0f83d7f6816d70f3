package dev.hathora.operator.host.crash;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.sqlite.util.LibraryLoaderUtil;

/**
 * How a JVM for a {@link MortalHost} is started: with an archive of the classes of all libraries, and SQLite unpacked, since
 * hundreds of them start. Folders can't be archived, so our own classes are not on its class path.
 *
 * @param command the beginning of its command line
 * @param archive the archive, used if it exists
 */
record MortalJvm(List<String> command, Path archive) {
    /** @param folder for what it needs */
    static MortalJvm prepare(Path folder) throws IOException {
        List<String> all = List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1));
        String jars = Stream.concat(Stream.of(jar(folder.resolve("mortal.jar")).toString()),
                all.stream().filter(entry -> entry.endsWith(".jar"))).collect(Collectors.joining(File.pathSeparator));
        String folders = all.stream().filter(entry -> Files.isDirectory(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));
        URL logging = Objects.requireNonNull(MortalJvm.class.getResource("/logback-test.xml"));
        return new MortalJvm(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx128m", "-Xshare:auto",
                "-Xlog:cds=off", "-cp", jars, "-D" + MortalHost.CLASSES + "=" + folders,
                "-Dlogback.configurationFile=" + logging, "-Dorg.sqlite.lib.path=" + unpackSqlite(folder)),
                folder.resolve("classes.jsa"));
    }

    /** The classes of this package. */
    private static Path jar(Path jar) throws IOException {
        Path classes = Path.of(MortalJvm.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        String name = MortalJvm.class.getPackageName().replace('.', '/');
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream written = new JarOutputStream(file);
                Stream<Path> all = Files.list(classes.resolve(name))) {
            for (Path one : all.toList()) {
                written.putNextEntry(new JarEntry(name + "/" + one.getFileName()));
                Files.copy(one, written);
            }
        }
        return jar;
    }

    private static Path unpackSqlite(Path folder) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        try (InputStream library = MortalJvm.class
                .getResourceAsStream(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name)) {
            Files.copy(Objects.requireNonNull(library, "SQLite for this machine"), folder.resolve(name));
        }
        return folder;
    }

    /** With these options and arguments of its own. */
    List<String> command(List<String> options, String... arguments) {
        List<String> line = new ArrayList<>(command);
        if (Files.exists(archive)) {
            line.add("-XX:SharedArchiveFile=" + archive);
        }
        line.addAll(options);
        line.add(MortalHost.class.getName());
        line.addAll(Arrays.asList(arguments));
        return line;
    }

    /** What has one write the archive when it ends. */
    String writesArchive() {
        return "-XX:ArchiveClassesAtExit=" + archive;
    }
}
