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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manifests in a file or folder. Applications of one file may refer to Secrets of another. Of a file that can't be
 * used any more, the last good version counts. A file is read whenever it is asked for, since its time says little:
 * mounted files are exchanged by moving a link. A change counts when it was read twice.
 */
final class Manifests {
    private static final Logger log = LoggerFactory.getLogger(Manifests.class);
    /** Is in no manifest. */
    private static final String UNREAD = "\0";
    private static final String ADD_ONE = ": add one. To delete the last application, add a manifest of the kind "
            + ManifestReader.LIST + " with items: []";
    private static final Version NOTHING = new Version(UNREAD, UNREAD, ManifestReader.Content.NONE, List.of());

    private final Path source;
    private final ManifestReader reader = new ManifestReader();
    private Map<Path, Version> known = new HashMap<>();
    private boolean first = true;

    /**
     * One file as it was read last.
     *
     * @param text what counts
     * @param seen what it was read as, which counts when it is read again
     * @param good its last good version
     * @param problems what is wrong with it now
     */
    private record Version(String text, String seen, ManifestReader.Content good, List<Problem> problems) {
        Version seen(String now) {
            return new Version(text, now, good, problems);
        }

        /** What is wrong with it: the texts may hold secrets. */
        @Override
        public String toString() {
            return "Version" + problems;
        }
    }

    /** An application, and where it is written. */
    record Wanted(WantedApplication application, Path file) {}

    /** What is wrong with a file, and what to do. */
    record Problem(Path file, String text) {
        @Override
        public String toString() {
            return file + ": " + text;
        }
    }

    /**
     * What the files say.
     *
     * @param applications each once, with what it refers to; without those that refer to what there is not
     * @param problems what counts no more; whatever is missing in the applications may be there
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
            problems.add(new Problem(source, "it holds no manifest (.yaml, .yml or .json)" + ADD_ONE));
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
            problems.add(new Problem(source, "it holds no manifest of the kind HathoraApplication" + ADD_ONE));
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
        // Half of a file that is being written may be a manifest as well, of another deployment.
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

    /** Once for each version of a file. */
    private static void warnIfReadable(Path file) {
        try {
            if (Files.getPosixFilePermissions(folder(file)).contains(PosixFilePermission.OTHERS_EXECUTE)
                    && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                log.warn("{} holds a Secret, and other users of this machine can read it: chmod o-r {}", file, file);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // There are no such permissions.
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
            for (ManifestReader.AppManifest manifest : good(file).applications()) {
                WantedApplication application = manifest.application();
                List<String> unresolved = new ArrayList<>();
                WantedApplication.Keys keys = manifest.refs().resolve(application.name(), secrets, unresolved);
                unresolved.forEach(problem -> problems.add(new Problem(file, problem)));
                if (names.isNew(application.name(), file) && unresolved.isEmpty()) {
                    all.add(new Wanted(application.with(keys), file));
                }
            }
        }
        return all;
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
