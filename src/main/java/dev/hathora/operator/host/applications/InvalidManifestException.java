package dev.hathora.operator.host.applications;

import java.io.Serial;
import java.util.List;

/** A manifest that can't be used. Each problem names the field and says what to do. */
public final class InvalidManifestException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    InvalidManifestException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
