package dev.hathora.operator.room;

import java.util.List;

import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.ReadyStatus;

/** What getConnectionInfo says about the first room. */
final class Connections {
    static final ConnectionInfo ACTIVE = new ConnectionInfo(Given.FIRST.roomId(), ReadyStatus.ACTIVE, Given.PORT,
            List.of(new ExposedPort("voice", "2.proxy.hathora.dev", 31_235, "udp")));
    static final ConnectionInfo STARTING = new ConnectionInfo(Given.FIRST.roomId(), ReadyStatus.STARTING, null,
            List.of());
    static final ConnectionInfo WITHOUT_PORT = new ConnectionInfo(Given.FIRST.roomId(), ReadyStatus.ACTIVE, null,
            List.of());

    private Connections() {}
}
