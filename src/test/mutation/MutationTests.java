import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.pitest.mutationtest.commandline.MutationCoverageReport;
import org.pitest.reloc.asm.ClassReader;
import org.pitest.reloc.asm.ClassWriter;

/**
 * Starts PIT on a copy of the classes. PIT puts a mutant in place by redefining its class, with constants in another
 * order than javac's, and there the JVM loses its way in records and in classes with nested ones: it refuses, or crashes
 * (seen with 25.0.3), and PIT would count that as a mutant found. Written by PIT's own library before, the classes keep
 * their order.
 *
 * <p>Arguments: the directory of the classes, one for the copy, and options of PIT.
 */
public class MutationTests {
    public static void main(String[] args) throws IOException {
        Path classes = Path.of(args[0]);
        Path copy = Path.of(args[1]);
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                rewrite(file, copy.resolve(classes.relativize(file)));
            }
        }
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).equals(classes) ? copy.toString() : entry)
                .collect(Collectors.joining(","));
        Stream<String> options = Arrays.stream(args).skip(2);
        MutationCoverageReport.main(Stream.concat(options,
                List.of("--classPath=" + classPath, "--includeLaunchClasspath=false").stream()).toArray(String[]::new));
    }

    private static void rewrite(Path from, Path to) throws IOException {
        var writer = new ClassWriter(0);
        new ClassReader(Files.readAllBytes(from)).accept(writer, 0);
        Files.createDirectories(to.getParent());
        Files.write(to, writer.toByteArray());
    }
}
