package dev.hathora.operator.host.applications;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.hathora.operator.host.model.WantedApplication;

/**
 * The manifests in a file or folder. Of a file that can't be used any more, the last good version counts. A file is read
 * whenever it is asked for, since its time says little: mounted files are exchanged by moving a link.
 */
final class Manifests {
    private final Path source;
    private final ManifestReader reader = new ManifestReader();
    private Map<Path, Version> known = new HashMap<>();

    /** One file as it was read last: its text, the applications of its last good version, and what is wrong with it now. */
    private record Version(String text, List<Wanted> good, List<Problem> problems) {}

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
        Optional<Version> before = Optional.ofNullable(known.get(file));
        List<Wanted> good = before.map(Version::good).orElse(List.of());
        try {
            String text = Files.readString(file);
            if (before.filter(version -> version.text().equals(text)).isPresent()) {
                return before.get();
            }
            return new Version(text, reader.read(text, folder(file)).stream()
                    .map(application -> new Wanted(application, file)).toList(), List.of());
        } catch (InvalidManifestException e) {
            return new Version(text(file), good,
                    e.problems().stream().map(problem -> new Problem(file, problem)).toList());
        } catch (IOException e) {
            return new Version("", good, List.of(new Problem(file, "it can't be read: " + e)));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
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
            for (Wanted wanted : known.getOrDefault(file, new Version("", List.of(), List.of())).good()) {
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
