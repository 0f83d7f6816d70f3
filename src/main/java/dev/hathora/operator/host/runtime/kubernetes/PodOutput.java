package dev.hathora.operator.host.runtime.kubernetes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.function.BooleanSupplier;

import dev.hathora.operator.controller.kubernetes.KubernetesAnswer;
import dev.hathora.operator.host.runtime.GameOutput;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The output of the game's container in a Pod, which its kubelet keeps for as long as the Pod exists.
 *
 * @param pod null if there is none any more
 */
record PodOutput(PodApi api, @Nullable Pod pod) implements GameOutput {
    private static final Logger log = LoggerFactory.getLogger(PodOutput.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** The longest time to follow, because the loss of a client's connection may stay unnoticed. */
    private static final Duration LONGEST = Duration.ofHours(1);

    @Override
    public boolean isKept() {
        return pod != null;
    }

    private ContainerResource container(Pod of) {
        return api.client().pods().inNamespace(of.getMetadata().getNamespace()).withName(of.getMetadata().getName())
                .inContainer(PodNames.CONTAINER);
    }

    @Override
    public void copy(int lines, OutputStream out) throws IOException {
        copyLines(lines, Instant.MIN, out);
    }

    @Override
    public void follow(int lines, OutputStream out, BooleanSupplier over) throws IOException, InterruptedException {
        Instant last = copyLines(lines, Instant.MIN, out);
        for (long i = 0; i * PAUSE.toMillis() < LONGEST.toMillis(); i++) {
            out.flush();
            boolean ended = over.getAsBoolean();
            last = copyLines(-1, last, out);
            if (ended) {
                out.flush();
                return;
            }
            Thread.sleep(PAUSE);
        }
    }

    /**
     * Copies lines after a time. The API server takes whole seconds only, so it is asked for more.
     *
     * @param lines how many of the last ones; all if negative
     * @return the time of the last line
     */
    private Instant copyLines(int lines, Instant after, OutputStream out) throws IOException {
        Instant last = after;
        try (BufferedReader reader = new BufferedReader(open(lines, after))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                int space = line.indexOf(' ');
                Instant time = time(line.substring(0, Math.max(0, space)), last);
                if (time.isAfter(after)) {
                    out.write((line.substring(space + 1) + "\n").getBytes(StandardCharsets.UTF_8));
                    last = time;
                }
            }
        } catch (KubernetesClientException e) {
            KubernetesAnswer answer = KubernetesAnswer.of(e);
            if (e.getCode() > 0 && e.getCode() < 500 && !answer.lacksRight()) {
                // the container does not run yet, or the Pod is gone
                return last;
            }
            log.warn("The output of a game server can't be read: {}", answer);
            throw new IOException(answer.toString(), e);
        }
        return last;
    }

    private Reader open(int lines, Instant after) {
        if (pod == null) {
            return Reader.nullReader();
        }
        var all = container(pod).usingTimestamps();
        var part = after.equals(Instant.MIN)
                ? all
                : all.sinceTime(after.truncatedTo(ChronoUnit.SECONDS).toString());
        return new InputStreamReader(lines < 0
                ? part.withReadyWaitTimeout(0).getLogInputStream()
                : part.tailingLines(lines).withReadyWaitTimeout(0).getLogInputStream(), StandardCharsets.UTF_8);
    }

    private static Instant time(String text, Instant otherwise) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return otherwise;
        }
    }
}
