package dev.hathora.operator.host;

import java.util.List;
import java.util.stream.Stream;

import dev.hathora.operator.host.service.HostedApplications;
import dev.hathora.operator.roomv2.Access;
import dev.hathora.operator.roomv2.AuthService;
import dev.hathora.operator.roomv2.DiscoveryService;
import dev.hathora.operator.roomv2.LobbyService;
import dev.hathora.operator.roomv2.LogService;
import dev.hathora.operator.roomv2.ProcessService;
import dev.hathora.operator.roomv2.RoomService;
import dev.hathora.operator.roomv2.http.Route;
import dev.hathora.operator.roomv2.operations.AppLists;
import dev.hathora.operator.roomv2.operations.Apps;
import dev.hathora.operator.roomv2.operations.AuthV1;
import dev.hathora.operator.roomv2.operations.Deployments;
import dev.hathora.operator.roomv2.operations.Discovery;
import dev.hathora.operator.roomv2.operations.LobbiesV2;
import dev.hathora.operator.roomv2.operations.LobbiesV3;
import dev.hathora.operator.roomv2.operations.Logs;
import dev.hathora.operator.roomv2.operations.NotOffered;
import dev.hathora.operator.roomv2.operations.ProcessesV2;
import dev.hathora.operator.roomv2.operations.ProcessesV3;
import dev.hathora.operator.roomv2.operations.RoomsV1;
import dev.hathora.operator.roomv2.operations.RoomsV2;

/**
 * All operations that a host offers, and those that it answers with 501.
 *
 * @param access which applications a developer token gives access to
 */
record HostApi(Access access, RoomService rooms, LobbyService lobbies, AuthService players, ProcessService processes,
        HostedApplications applications, DiscoveryService discovery, LogService logs) {

    List<Route> routes() {
        return Stream.of(new RoomsV2(rooms).routes(), new RoomsV1(rooms).routes(),
                new LobbiesV3(lobbies, players).routes(), new LobbiesV2(lobbies, players).routes(),
                new AuthV1(players).routes(), new ProcessesV3(processes).routes(), new ProcessesV2(processes).routes(),
                new Apps(applications).routes(), new AppLists(applications, applications, access).routes(),
                new Deployments(applications).routes(), new Discovery(discovery).routes(), new Logs(logs).routes(),
                NotOffered.routes()).flatMap(List::stream).toList();
    }
}
