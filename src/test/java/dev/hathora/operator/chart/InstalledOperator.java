package dev.hathora.operator.chart;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.OperatorProgram;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;

import static org.assertj.core.api.Assertions.assertThat;

/** Stands for the kubelet: runs what a release's Deployment says, with the rights of its ServiceAccount. */
final class InstalledOperator {
    private InstalledOperator() {}

    /**
     * Starts one replica, on a simulator instead of Hathora.
     *
     * @param name the Deployment's
     * @param hathora where the simulator is
     */
    static OperatorProgram start(TestCluster cluster, String name, URI hathora) throws IOException {
        return start(cluster, name, name + "-5d4f8c7b9-x2x4z", hathora);
    }

    /** Starts one replica under the name of its Pod. */
    static OperatorProgram start(TestCluster cluster, String name, String podName, URI hathora) throws IOException {
        PodSpec pod = cluster.client().apps().deployments().inNamespace(cluster.namespace()).withName(name).get()
                .getSpec().getTemplate().getSpec();
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : pod.getContainers().get(0).getEnv()) {
            if (variable.getValueFrom() == null) {
                environment.put(variable.getName(), variable.getValue());
            } else {
                assertThat(variable.getValueFrom().getFieldRef().getFieldPath()).isEqualTo("metadata.name");
                environment.put(variable.getName(), podName);
            }
        }
        Path kubeconfig = OperatorProgram.kubeconfig(Files.createTempDirectory("installed"),
                cluster.client().getConfiguration().getMasterUrl(), cluster.token(pod.getServiceAccountName()));
        environment.put("KUBECONFIG", kubeconfig.toString());
        // what a pod has mounted, and what is set in none
        environment.put("LEADER_ELECTION_NAMESPACE", cluster.namespace());
        environment.putIfAbsent("LEADER_ELECTION", "");
        if (environment.remove("HATHORA_DEV_TOKEN_FILE") != null) {
            environment.put("HATHORA_DEV_TOKEN", "dev-token");
        }
        environment.put("HATHORA_API_URL", hathora.toString());
        environment.put("HATHORA_APP_ID", OperatorFixture.APP);
        environment.put("LOG_FORMAT", "text");
        return new OperatorProgram(environment, "logback.xml");
    }
}
