package dev.hathora.operator.host.pods;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import dev.hathora.operator.controller.kubernetes.ApiConnections;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import dev.hathora.operator.host.Host;
import dev.hathora.operator.host.HostOptions;
import dev.hathora.operator.host.HostProgram;
import dev.hathora.operator.host.runtime.kubernetes.KubernetesRuntime;
import dev.hathora.operator.host.runtime.kubernetes.TlsProxy;
import dev.hathora.operator.host.store.PortNumbers;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** A host with applications from files, whose games are Pods. */
public final class PodHostProgram {
    private PodHostProgram() {}

    /**
     * Starts it.
     *
     * @param arguments the kubeconfig, the namespace, the image, and the file with the template of Pods
     */
    @SuppressWarnings("SystemOut") // as the command does
    public static void main(String... arguments) throws IOException, InterruptedException {
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(new File(arguments[0])))
                .withHttpClientFactory(new ApiConnections())
                .withKubernetesSerialization(ResourceSerialization.create()).build();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Host host = Host.start(
                new HostOptions(address, Path.of("games.yaml"),
                        new HostOptions.DatabaseAddress("jdbc:sqlite:records.db", null, null), Path.of("unused"), null,
                        () -> HostProgram.TOKEN, "unscheduled.invalid", new PortNumbers(20_000, 29_999)),
                unused -> new PodsOfManifests(KubernetesRuntime.open(client, Set.of(arguments[1]), TlsProxy.DEFAULT),
                        arguments[1],
                        arguments[2], Path.of(arguments[3])));
        System.out.println("listening on " + host.uri());
        new CountDownLatch(1).await();
    }
}
