package dev.hathora.operator.host.runtime.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.Transport;
import dev.hathora.operator.host.runtime.GameRuntime.Launch;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;

/**
 * A port of a game server in a Pod. If it uses TLS, the host port is the proxy's.
 *
 * @param port the port as the deployment describes it
 * @param containerPort where the game listens
 * @param hostPort the port of the node; a number may be used once on each node, which the scheduler ensures
 */
record GamePort(Deployment.Port port, int containerPort, int hostPort) {
    private static final Pattern NAME = Pattern.compile("(?=.{1,15}$)[a-z0-9]+(-[a-z0-9]+)*");

    /** The ports of a launch: the default port first. */
    static List<GamePort> of(Launch launch) {
        Deployment.PodSettings settings = launch.deployment().content().pod();
        boolean passthrough = settings != null && settings.portPolicy() == Deployment.PortPolicy.PASSTHROUGH;
        List<GamePort> ports = new ArrayList<>();
        for (int i = 0; i < launch.deployment().ports().size(); i++) {
            Deployment.Port port = launch.deployment().ports().get(i);
            ExposedPort exposed = launch.process().ports().get(i);
            ports.add(new GamePort(port,
                    passthrough && port.transport() != Transport.TLS ? exposed.port() : port.containerPort(),
                    exposed.port()));
        }
        return ports;
    }

    /** TLS is terminated in front of the game, which uses TCP. */
    static String protocol(Transport transport) {
        return transport == Transport.UDP ? "UDP" : "TCP";
    }

    /** Whether the proxy has the host port. */
    boolean isTls() {
        return port.transport() == Transport.TLS;
    }

    ContainerPort inContainer() {
        return new ContainerPortBuilder().withName(NAME.matcher(port.name()).matches() ? port.name() : null)
                .withContainerPort(containerPort).withHostPort(isTls() ? null : hostPort)
                .withProtocol(protocol(port.transport()))
                .build();
    }
}
