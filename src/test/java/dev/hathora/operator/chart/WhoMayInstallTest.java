package dev.hathora.operator.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.CommandLineTool;
import dev.hathora.operator.testing.CommandLineTool.Result;
import dev.hathora.operator.testing.OperatorProgram;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the chart's README says about who may install it: its commands are run, by those whom it names. */
@RealApiServer
@Isolated("the CRD, which all use, gets another owner")
class WhoMayInstallTest {
    private static final Pattern COMMANDS = Pattern
            .compile("(?s)## Who may install it\n.*?```sh\n(.*?)```.*?```sh\n(.*?)```");

    private final TestCluster cluster;
    private final CommandLineTool kubectl = CommandLineTool.kubectl();

    @TempDir
    private Path directory = Path.of("");

    WhoMayInstallTest(TestCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void aTeamInstallsWhatAnAdministratorHasPrepared() throws Exception {
        var commands = COMMANDS.matcher(Files.readString(Path.of("helm/hathora-operator/README.md")));
        assertThat(commands.find()).isTrue();
        String team = user("team", "admin");
        Result alone = shell(commands.group(2).replace("install hathora", "install alone").replace("rbac.create=false,",
                ""), team);
        assertThat(alone.exitCode()).as(alone.out()).isNotZero();
        assertThat(alone.out()).contains("forbidden");

        // the CRD of this cluster is in the hands of other tests
        assertSucceeds(shell(commands.group(1).replace("--server-side", "--server-side --force-conflicts"),
                System.getenv("HATHORA_IT_KUBECONFIG")));
        assertSucceeds(shell(commands.group(2), team));

        try (Simulator hathora = Simulator.start(SimulatorOptions.defaults());
                OperatorProgram operator = InstalledOperator.start(cluster, "hathora-hathora-operator",
                        hathora.uri())) {
            operator.awaitOutput(" Started");
        }
        assertSucceeds(CommandLineTool.helm().attemptWith(Map.of("KUBECONFIG", team), "uninstall", "hathora", "-n",
                cluster.namespace()));
        String roles = commands.group(1).substring(commands.group(1).indexOf("helm ")).replace("apply", "delete");
        assertSucceeds(shell(roles, System.getenv("HATHORA_IT_KUBECONFIG")));
    }

    @ParameterizedTest(name = "{0}: {1} {2}: {3}")
    @CsvSource(delimiter = '|', value = {
        "view  | get    | hathorarooms                      | yes | sees rooms",
        "view  | create | hathorarooms                      | no  | changes nothing",
        "edit  | create | hathorarooms                      | yes | makes rooms",
        "edit  | delete | hathorarooms                      | yes | ends rooms",
        "edit  | watch  | hathorarooms                      | yes | sees rooms",
        "edit  | patch  | hathorarooms --subresource=status | no  | the operator trusts status",
        "view  | get    | hathoraroomsets                   | yes | sees sets",
        "view  | patch  | hathoraroomsets --subresource=scale | no | changes nothing",
        "edit  | create | hathoraroomsets                   | yes | makes sets",
        "edit  | patch  | hathoraroomsets --subresource=scale | yes | scales sets",
        "edit  | patch  | hathoraroomsets --subresource=status | no | the operator trusts status",
        "admin | patch  | hathorarooms                      | yes | changes rooms",
        "admin | patch  | hathorarooms --subresource=status | no  | the operator trusts status",
    })
    void theRolesOfKubernetesIncludeRooms(String role, String verb, String resource, String may, String why)
            throws Exception {
        String user = role + "-" + Integer.toHexString((verb + resource).hashCode());
        String kubeconfig = user(user, role);
        String release = "roles-" + cluster.namespace();
        CommandLineTool.helm().run("upgrade", "--install", release, "helm/hathora-operator", "-n", cluster.namespace(),
                "--set",
                "crds.install=false,hathora.apiUrl=https://hathora.example.com,token.value=a,watchNamespaces={%s}"
                        .formatted(cluster.namespace()));
        try {
            // a controller joins the roles, after a moment
            String sign = (role.equals("view") ? "get" : "create") + " hathorarooms";
            await(sign).until(() -> canI(kubeconfig, sign).equals("yes"));

            assertThat(canI(kubeconfig, verb + " " + resource)).as(why).isEqualTo(may);
        } finally {
            CommandLineTool.helm().run("uninstall", release, "-n", cluster.namespace());
        }
    }

    private String canI(String kubeconfig, String doThis) {
        String question = "auth can-i %s -n %s".formatted(doThis, cluster.namespace());
        return kubectl.attemptWith(Map.of("KUBECONFIG", kubeconfig), question.split(" ", -1)).out().strip();
    }

    /** A kubeconfig of somebody who has this role in the namespace, and nothing else. */
    private String user(String name, String role) throws IOException {
        String namespace = cluster.namespace();
        cluster.client().resource(new ServiceAccountBuilder().withNewMetadata().withName(name).withNamespace(namespace)
                .endMetadata().build()).create();
        cluster.client().resource(new RoleBindingBuilder().withNewMetadata().withName(name).withNamespace(namespace)
                .endMetadata().withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                .addNewSubject(null, "ServiceAccount", name, namespace).build()).create();
        return OperatorProgram.kubeconfig(Files.createDirectory(directory.resolve(name)),
                cluster.client().getConfiguration().getMasterUrl(), cluster.token(name)).toString();
    }

    private Result shell(String commands, String kubeconfig) {
        String tools = "helm() { '%s' \"$@\"; }\nkubectl() { '%s' \"$@\"; }\n"
                .formatted(CommandLineTool.helm().executable(), kubectl.executable());
        return CommandLineTool.shell().attemptWith(Map.of("KUBECONFIG", kubeconfig), "-ec",
                tools + commands.replaceAll("\\bgames\\b", cluster.namespace()));
    }

    private static void assertSucceeds(Result result) {
        assertThat(result.exitCode()).as(result.out()).isZero();
    }
}
