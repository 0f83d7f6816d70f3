package dev.hathora.operator.host.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a released version has written: a folder for each, with a dump of its database for both kinds, and the checksums of
 * its migrations.
 *
 * @param folder named after the version, such as {@code v0.1}
 */
record Releases(Path folder) {
    private static final Path ALL = Path.of("src/test/resources/dev/hathora/operator/released");
    private static final Path MIGRATIONS = Path.of("src/main/resources/dev/hathora/operator/host/store");
    private static final Pattern VERSION = Pattern.compile("<version>(\\d+\\.\\d+)\\.");

    /** All with a database, the one in the making included. */
    static List<Releases> all() throws IOException {
        try (Stream<Path> folders = Files.list(ALL)) {
            return folders.map(Releases::new).filter(release -> Files.exists(release.migrationsFile())).sorted(
                    java.util.Comparator.comparing(Releases::name)).toList();
        }
    }

    /** The one in the making. */
    static Releases next() throws IOException {
        Matcher version = VERSION.matcher(Files.readString(Path.of("pom.xml")));
        if (!version.find()) {
            throw new IllegalStateException("pom.xml has no version");
        }
        return new Releases(ALL.resolve("v" + version.group(1)));
    }

    String name() {
        return String.valueOf(folder.getFileName());
    }

    Path dump(Database.Dialect dialect) {
        return folder.resolve("host-" + dialect.name().toLowerCase(Locale.ROOT) + ".sql");
    }

    private Path migrationsFile() {
        return folder.resolve("host-migrations.sha256");
    }

    /** The checksums of its migrations, by their files' names. */
    Map<String, String> migrations() throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (String line : Files.readAllLines(migrationsFile())) {
            String[] parts = line.split("  ", 2);
            all.put(parts[1], parts[0]);
        }
        return all;
    }

    /** Writes down what its migrations are now. */
    void writeMigrations() throws IOException {
        StringBuilder text = new StringBuilder();
        present().forEach((name, sum) -> text.append(sum).append("  ").append(name).append('\n'));
        Files.createDirectories(folder);
        Files.writeString(migrationsFile(), text);
    }

    /** The checksums of the migrations as they are now. */
    static Map<String, String> present() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            files.forEach(file -> all.put(String.valueOf(file.getFileName()), checksum(file)));
        }
        return all;
    }

    /** The statements of a migration as it is now, in lower case, without comments. */
    static String statements(String file) throws IOException {
        return Files.readString(MIGRATIONS.resolve(file)).toLowerCase(Locale.ROOT).replaceAll("--.*", "")
                .replaceAll("\\s+", " ");
    }

    /** The same whatever ends its lines. */
    private static String checksum(Path file) {
        try {
            byte[] text = Files.readString(file).replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
