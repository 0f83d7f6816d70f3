package dev.hathora.operator.host.applications;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.hathora.operator.host.model.WantedApplication;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manifests in a file or folder. Applications in one file may refer to Secrets in another. If a file has an error, its
 * last good version stays in force. All files are read each time, because the modification time is not reliable: mounted
 * files are replaced by changing a link. A change takes effect when it was read twice.
 */
final class Manifests {
    private static final Logger log = LoggerFactory.getLogger(Manifests.class);
    /** A text that no manifest has. */
    private static final String UNREAD = "\0";
    private static final String ADD_ONE = ": add one. To delete the last application, add a manifest of the kind "
            + ManifestReader.LIST + " with items: []";
    private static final Version NOTHING = new Version(UNREAD, UNREAD, ManifestReader.Content.NONE, List.of());

    private final Path source;
    private final ManifestReader reader = new ManifestReader();
    private Map<Path, Version> known = new HashMap<>();
    private boolean first = true;

    /**
     * The state of a file.
     *
     * @param text the text that is in force, or has an error
     * @param seen the text that was read last, which replaces it when it is read again
     * @param good the content of its last good version
     * @param problems the errors in the text
     */
    private record Version(String text, String seen, ManifestReader.Content good, List<Problem> problems) {
        Version seen(String now) {
            return new Version(text, now, good, problems);
        }

        /** Contains only the problems, because the texts may contain secrets. */
        @Override
        public String toString() {
            return "Version" + problems;
        }
    }

    /** An application, and the file that it is in. */
    record Wanted(WantedApplication application, Path file) {}

    /** A problem of a file, and what to do. */
    record Problem(Path file, String text) {
        @Override
        public String toString() {
            return file + ": " + text;
        }
    }

    /**
     * The content of all files.
     *
     * @param applications each once, with the values from Secrets; without those whose references can't be resolved
     * @param problems of the files. As long as there are any, applications may be missing by mistake
     */
    record Reading(List<Wanted> applications, List<Problem> problems) {}

    Manifests(Path source) {
        this.source = source;
    }

    Reading read() {
        List<Problem> problems = new ArrayList<>();
        Map<Path, Version> now = new HashMap<>();
        List<Path> files;
        try {
            files = files();
        } catch (IOException e) {
            problems.add(new Problem(source, "it can't be read: " + e));
            files = List.copyOf(known.keySet());
        }
        if (files.isEmpty()) {
            // The folder may not be mounted yet, or be the wrong one, so this does not mean that no application is wanted.
            problems.add(new Problem(source, "it contains no manifest (.yaml, .yml or .json)" + ADD_ONE));
        }
        for (Path file : files) {
            now.put(file, read(file));
        }
        known = now;
        first = false;
        now.values().forEach(version -> problems.addAll(version.problems()));
        Map<String, SecretManifest> secrets = secrets(files, problems);
        List<Wanted> applications = applications(files, secrets, problems);
        boolean saysNone = files.stream().anyMatch(file -> good(file).saysNone());
        if (applications.isEmpty() && !secrets.isEmpty() && !saysNone && problems.isEmpty()) {
            problems.add(new Problem(source, "it contains no manifest of the kind HathoraApplication" + ADD_ONE));
        }
        return new Reading(applications, problems);
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(source)) {
            return List.of(source);
        }
        try (Stream<Path> all = Files.list(source)) {
            return all.filter(file -> String.valueOf(file.getFileName()).matches("[^.].*\\.(yaml|yml|json)")).sorted()
                    .toList();
        }
    }

    private Version read(Path file) {
        Version before = known.getOrDefault(file, NOTHING);
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            return new Version(UNREAD, UNREAD, before.good(), List.of(new Problem(file, "it can't be read: " + e)));
        }
        if (text.equals(before.text())) {
            return before.seen(text);
        }
        // A file that is only half written may be a valid manifest, too, and would be another deployment.
        return first || text.equals(before.seen()) ? version(file, text, before.good()) : before.seen(text);
    }

    private Version version(Path file, String text, ManifestReader.Content good) {
        try {
            ManifestReader.Content content = reader.read(text, folder(file));
            if (!content.secrets().isEmpty()) {
                warnIfReadable(file);
            }
            return new Version(text, text, content, List.of());
        } catch (InvalidManifestException e) {
            return new Version(text, text, good,
                    e.problems().stream().map(problem -> new Problem(file, problem)).toList());
        }
    }

    private static Path folder(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    /** Logs a warning if other users can read the file. It is called once for each version of a file. */
    private static void warnIfReadable(Path file) {
        try {
            if (Files.getPosixFilePermissions(folder(file)).contains(PosixFilePermission.OTHERS_EXECUTE)
                    && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                log.warn("{} contains a Secret, and other users of this machine can read it: chmod o-r {}", file, file);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // This file system has no such permissions.
        }
    }

    private ManifestReader.Content good(Path file) {
        return known.getOrDefault(file, NOTHING).good();
    }

    private Map<String, SecretManifest> secrets(List<Path> files, List<Problem> problems) {
        Names names = new Names(problems);
        Map<String, SecretManifest> secrets = new HashMap<>();
        for (Path file : files) {
            for (SecretManifest secret : good(file).secrets()) {
                if (names.isNew(secret.name(), file)) {
                    secrets.put(secret.name(), secret);
                }
            }
        }
        return secrets;
    }

    private List<Wanted> applications(List<Path> files, Map<String, SecretManifest> secrets, List<Problem> problems) {
        Names names = new Names(problems);
        List<Wanted> all = new ArrayList<>();
        for (Path file : files) {
            for (ApplicationReader.AppManifest manifest : good(file).applications()) {
                WantedApplication application = manifest.application();
                List<String> unresolved = new ArrayList<>();
                WantedApplication.Keys keys = manifest.refs().resolve(application.name(),
                        name -> found(secrets.get(name)),
                        unresolved);
                unresolved.forEach(problem -> problems.add(new Problem(file, problem)));
                if (names.isNew(application.name(), file) && unresolved.isEmpty()) {
                    all.add(new Wanted(application.with(keys), file));
                }
            }
        }
        return all;
    }

    private static SecretRefs.Lookup found(@Nullable SecretManifest secret) {
        return secret == null
                ? new SecretRefs.Unusable("which is in no manifest: add it, or refer to another one")
                : new SecretRefs.Found(secret.values());
    }

    /** The names of one kind. Where there are two of a name, the first counts. */
    private record Names(List<Problem> problems, Map<String, Path> files) {
        Names(List<Problem> problems) {
            this(problems, new HashMap<>());
        }

        boolean isNew(String name, Path file) {
            Path first = files.putIfAbsent(name, file);
            if (first != null) {
                problems.add(new Problem(file, "metadata.name is %s, which is in %s already: write another one"
                        .formatted(name, first)));
            }
            return first == null;
        }
    }
}
