package dev.hathora.operator.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Where figures were taken, and from what.
 *
 * @param cpu its model, as the system names it
 * @param load the load average at the end
 * @param commit of the operator; {@code -dirty} behind it if files were changed since
 */
record Machine(int cpus, String cpu, double load, String system, String jdk, String apiServer, String commit) {
    static Machine read(Options options) {
        return new Machine(Runtime.getRuntime().availableProcessors(), cpuModel(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                System.getProperty("java.version"), apiServerVersion(options),
                printedBy("git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"));
    }

    private static String cpuModel() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name")).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("unknown CPU");
        } catch (IOException | UncheckedIOException e) {
            return "unknown CPU";
        }
    }

    private static String apiServerVersion(Options options) {
        Config config = Config.fromKubeconfig(options.kubeconfig().toFile());
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
            return client.getKubernetesVersion().getGitVersion();
        } catch (KubernetesClientException e) {
            return "unknown";
        }
    }

    private static String printedBy(String... command) {
        try {
            Process process = new ProcessBuilder(command).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "unknown" : text;
        } catch (IOException e) {
            return "unknown";
        }
    }

    @Override
    public String toString() {
        return "%d CPUs (%s), load %s, %s, JDK %s, Kubernetes %s, commit %s".formatted(cpus, cpu,
                String.format(Locale.ROOT, "%.1f", load), system, jdk, apiServer, commit);
    }
}
