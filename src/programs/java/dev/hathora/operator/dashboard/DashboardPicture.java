package dev.hathora.operator.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.hathora.operator.dashboard.Dashboard.Panel;
import dev.hathora.operator.dashboard.Dashboard.Target;
import dev.hathora.operator.dashboard.Day.Event;
import dev.hathora.operator.dashboard.Picture.Line;
import dev.hathora.operator.dashboard.Prometheus.Series;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.OperatorProgram;
import dev.hathora.operator.testing.TestCluster;
import org.awaitility.Awaitility;

/**
 * Draws {@code docs/dashboard.svg}: a leader and a standby work on the API server of HATHORA_IT_KUBECONFIG and a simulated
 * Hathora while the Prometheus of HATHORA_IT_PROMETHEUS, or of the PATH, scrapes them.
 */
final class DashboardPicture {
    private static final Path PICTURE = Path.of("docs/dashboard.svg");
    private static final Duration STEP = Duration.ofSeconds(3);
    /** Ten scrapes. */
    private static final String RATE_INTERVAL = "20s";

    private DashboardPicture() {}

    /** Draws. */
    public static void main(String[] args) throws IOException {
        String prometheus = Objects.requireNonNullElse(System.getenv("HATHORA_IT_PROMETHEUS"), "prometheus");
        Path directory = Files.createTempDirectory("dashboard");
        try (TestCluster cluster = TestCluster.open();
                OperatorFixture user = OperatorFixture.withoutOperator(cluster.client(), cluster.namespace(),
                        SimulatorOptions.defaults().withBoot(Duration.ofSeconds(2))
                                .withLatency(Duration.ofMillis(20)),
                        Duration.ofSeconds(5));
                OperatorProgram leader = operator(cluster, user)) {
            leader.awaitOutput("Started");
            Awaitility.await("leads").atMost(Duration.ofSeconds(30))
                    .until(() -> leader.metrics().contains("hathora_leader 1"));
            try (OperatorProgram standby = operator(cluster, user)) {
                standby.awaitOutput("Started");
                try (Prometheus server = new Prometheus(prometheus, directory,
                        Map.of("hathora-operator-0", leader.port(), "hathora-operator-1", standby.port()))) {
                    Instant from = Instant.now();
                    List<Event> events = new Day(user, leader::close).pass();
                    draw(server, from, Instant.now().minusSeconds(3), events);
                }
            }
        }
        // clients of Kubernetes keep threads for a while
        System.exit(0);
    }

    private static OperatorProgram operator(TestCluster cluster, OperatorFixture user) {
        return new OperatorProgram(Map.of("KUBECONFIG",
                Objects.requireNonNull(System.getenv("HATHORA_IT_KUBECONFIG")), "HATHORA_API_URL",
                user.hathora().uri().toString(), "HATHORA_DEV_TOKEN", "dev-token", "HATHORA_APP_ID",
                OperatorFixture.APP, "WATCH_NAMESPACES", cluster.namespace(), "POLL_INTERVAL", "5s",
                "HATHORA_RATE_LIMIT", "25", "LEADER_ELECTION", "true", "LEADER_ELECTION_NAMESPACE",
                cluster.namespace()), "logback.xml");
    }

    private static void draw(Prometheus server, Instant from, Instant to, List<Event> events) throws IOException {
        Picture picture = new Picture(from, to, events);
        for (Panel panel : Dashboard.read(Dashboard.OPERATOR).panels()) {
            List<Line> lines = new ArrayList<>();
            for (Target target : panel.targets()) {
                String expression = target.expression().replace("$__rate_interval", RATE_INTERVAL)
                        .replace("$namespace", ".*");
                server.query(expression, from, to, STEP).stream().filter(series -> !series.values().isEmpty())
                        .forEach(series -> lines.add(new Line(name(target, series), series.values())));
            }
            System.out.println(panel.title() + ": " + lines.size() + " series");
            picture.draw(panel, lines);
        }
        Files.writeString(PICTURE, picture.svg());
    }

    private static String name(Target target, Series series) {
        String name = target.legend();
        for (Map.Entry<String, String> label : series.labels().entrySet()) {
            name = name.replace("{{" + label.getKey() + "}}", label.getValue());
        }
        return name;
    }
}
