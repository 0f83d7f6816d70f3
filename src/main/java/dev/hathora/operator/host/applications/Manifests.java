package dev.hathora.operator.host.applications;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.hathora.operator.host.model.WantedApplication;

/**
 * The manifests in a file or folder. Of a file that can't be used any more, the last good version counts. A file is read
 * whenever it is asked for, since its time says little: mounted files are exchanged by moving a link. A change counts when
 * it was read twice.
 */
final class Manifests {
    /** Is in no manifest. */
    private static final String UNREAD = "\0";
    private static final Version NOTHING = new Version(UNREAD, UNREAD, List.of(), List.of());

    private final Path source;
    private final ManifestReader reader = new ManifestReader();
    private Map<Path, Version> known = new HashMap<>();
    private boolean first = true;

    /**
     * One file as it was read last.
     *
     * @param text what counts
     * @param seen what it was read as, which counts when it is read again
     * @param good the applications of its last good version
     * @param problems what is wrong with it now
     */
    private record Version(String text, String seen, List<Wanted> good, List<Problem> problems) {
        Version seen(String now) {
            return new Version(text, now, good, problems);
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
     * @param applications each once
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
            // It may not be mounted yet, or not the folder that was meant: that nothing is wanted is not said this way.
            problems.add(new Problem(source, "it holds no manifest (.yaml, .yml or .json): add one"));
        }
        for (Path file : files) {
            now.put(file, read(file));
        }
        known = now;
        first = false;
        now.values().forEach(version -> problems.addAll(version.problems()));
        return new Reading(withoutDoubles(files, problems), problems);
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

    private Version version(Path file, String text, List<Wanted> good) {
        try {
            return new Version(text, text, reader.read(text, folder(file)).stream()
                    .map(application -> new Wanted(application, file)).toList(), List.of());
        } catch (InvalidManifestException e) {
            return new Version(text, text, good,
                    e.problems().stream().map(problem -> new Problem(file, problem)).toList());
        }
    }

    private static Path folder(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    private List<Wanted> withoutDoubles(List<Path> files, List<Problem> problems) {
        Map<String, Wanted> byName = new HashMap<>();
        List<Wanted> all = new ArrayList<>();
        for (Path file : files) {
            for (Wanted wanted : known.getOrDefault(file, NOTHING).good()) {
                Wanted first = byName.putIfAbsent(wanted.application().name(), wanted);
                if (first == null) {
                    all.add(wanted);
                } else {
                    problems.add(new Problem(file, "metadata.name is %s, which is in %s already: write another one"
                            .formatted(wanted.application().name(), first.file())));
                }
            }
        }
        return all;
    }
}
