package dev.hathora.operator.host.engine;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.HostedRoom;
import dev.hathora.operator.host.store.RoomStore;

/** The variables that Hathora sets for a game server, and {@code HATHORA_API_URL}, which Hathora does not have. */
public final class GameEnvironment {
    private final Catalog catalog;
    private final RoomStore rooms;
    private final Supplier<String> apiUrl;

    /** @param apiUrl the URL at which game servers reach the API of this host */
    public GameEnvironment(Catalog catalog, RoomStore rooms, Supplier<String> apiUrl) {
        this.catalog = catalog;
        this.rooms = rooms;
        this.apiUrl = apiUrl;
    }

    /**
     * The variables for a process. They contain its public ports; if the game listens on other ports, it has a setting
     * of its own for them.
     */
    public Map<String, String> of(GameProcess process, Deployment deployment) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("HATHORA_APP_ID", process.appId());
        environment.put("HATHORA_APP_SECRET", catalog.application(process.appId()).map(Application::secret).orElse(""));
        environment.put("HATHORA_PROCESS_ID", process.processId());
        environment.put("HATHORA_DEPLOYMENT_ID", process.deploymentId());
        environment.put("HATHORA_BUILD_TAG", Objects.requireNonNullElse(deployment.content().tag(), ""));
        environment.put("HATHORA_REGION", process.region());
        environment.put("HATHORA_ROOMS_PER_PROCESS", Integer.toString(process.capacity()));
        String room = Objects.requireNonNullElse(process.initialRoomId(), "");
        environment.put("HATHORA_INITIAL_ROOM_ID", room);
        environment.put("HATHORA_INITIAL_ROOM_CONFIG", rooms.locate(process.appId(), room)
                .map(RoomStore.Located::room).map(HostedRoom::roomConfig).orElse(""));
        environment.put("HATHORA_ALLOCATED_CPU",
                BigDecimal.valueOf(deployment.limits().requestedCpu()).stripTrailingZeros().toPlainString());
        environment.put("HATHORA_ALLOCATED_MEMORY_MB", Integer.toString(deployment.limits().requestedMemoryMb()));
        for (ExposedPort port : process.ports()) {
            environment.put("HATHORA_HOSTNAME", port.host());
            environment.put("HATHORA_" + port.name().toUpperCase(Locale.ROOT).replace('-', '_') + "_PORT",
                    Integer.toString(port.port()));
        }
        environment.put("HATHORA_API_URL", apiUrl.get());
        return environment;
    }
}
