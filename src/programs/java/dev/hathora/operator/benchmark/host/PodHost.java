package dev.hathora.operator.benchmark.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import dev.hathora.operator.cluster.ClusterClients;
import dev.hathora.operator.controller.kubernetes.ApiConnections;
import dev.hathora.operator.host.Host;
import dev.hathora.operator.host.HostOptions;
import dev.hathora.operator.host.runtime.kubernetes.TlsProxy;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.settings.Proxies;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;

/** A host with Pods as users run it, which also notes each of its writes to the Kubernetes API. */
final class PodHost {
    private PodHost() {}

    /**
     * Runs until a signal ends it, with the cluster of KUBECONFIG.
     *
     * @param args the namespace, the database, and the file that gets a line for each write: method and path
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path writes = Path.of(args[2]);
        HostOptions options = new HostOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new HostOptions.DatabaseAddress(args[1], null, null), () -> SimulatedHost.TOKEN,
                new PortNumbers(20_000, 29_999), null, null,
                new HostOptions.Kubernetes(Set.of(args[0]), "127.0.0.1", null, TlsProxy.DEFAULT,
                        () -> new ClusterClients("hathora-host", Proxies.NONE, null).create(new ApiConnections(),
                                http -> http.addOrReplaceInterceptor("writes", new Interceptor() {
                                    @Override
                                    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                                        note(writes, request);
                                    }
                                }))));
        Host host = Host.join(options);
        Runtime.getRuntime().addShutdownHook(new Thread(host::close));
        System.out.println(SimulatedHost.LISTENING + host.uri());
        new CountDownLatch(1).await();
    }

    private static void note(Path file, HttpRequest request) {
        if (request.method().equals("GET")) {
            return;
        }
        try {
            Files.writeString(file, request.method() + " " + request.uri().getPath() + "\n",
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
