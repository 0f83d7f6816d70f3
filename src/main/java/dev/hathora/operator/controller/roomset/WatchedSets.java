package dev.hathora.operator.controller.roomset;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.controller.kubernetes.Reading;
import dev.hathora.operator.controller.kubernetes.WatchedNamespaces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether sets can be read. After an upgrade, the cluster may not know them yet, because Helm does not install new
 * CRDs. Rooms are served nevertheless, and so the operator is ready. The informer retries at least every 32 s, so sets
 * are served without a restart once they can be read.
 *
 * @param namespaces the namespaces whose rooms are watched
 * @param rooms returns the state of the informer of rooms for a namespace, or for {@link WatchedNamespaces#ALL}
 * @param sets the same for sets
 */
public record WatchedSets(WatchedNamespaces namespaces, Function<String, Reading> rooms,
        Function<String, Reading> sets) {
    private static final Logger log = LoggerFactory.getLogger(WatchedSets.class);

    /** Which namespaces are not served at present, or not their sets, and why; empty: all are served. */
    public Optional<String> unread() {
        String remarks = Stream.of(namespaces.remark(), remark()).flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
        return Optional.of(remarks).filter(text -> !text.isEmpty());
    }

    /** Logs in which namespaces sets can't be read. */
    public void warn() {
        remark().ifPresent(remark -> log.warn("{}. The operator keeps retrying", remark));
    }

    /** Where rooms can't be read either, that is told instead, or may pass. */
    private Optional<String> remark() {
        List<String> unread = namespaces.readable().entrySet().stream().filter(Map.Entry::getValue)
                .map(Map.Entry::getKey).filter(name -> rooms.apply(name) == Reading.WATCHING
                        && sets.apply(name) == Reading.NOT_YET)
                .toList();
        return unread.isEmpty()
                ? Optional.empty()
                : Optional.of("HathoraRoomSets of " + (unread.contains(WatchedNamespaces.ALL)
                        ? "the cluster"
                        : "namespace " + String.join(", ", unread))
                        + " can't be read: apply the CRD (kubectl apply -f crds/), and give the operator's "
                        + "ServiceAccount the rights of the Helm chart");
    }
}
