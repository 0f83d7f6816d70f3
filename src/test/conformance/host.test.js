// What games and their backends call, through Hathora's SDK against a host: it checks each answer against its schemas.
// Needs HOST_URL, HOST_TOKEN and HOST_APP_ID of a running host.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { HathoraCloud } from "@hathora/cloud-sdk-typescript";

const serverURL = setting("HOST_URL");
const appId = setting("HOST_APP_ID");
const sdk = new HathoraCloud({ serverURL, appId, hathoraDevToken: setting("HOST_TOKEN") });
const player = new HathoraCloud({ serverURL, appId });

const region = "Tokyo";

after(async () => {
  for (const process of await sdk.processesV3.getLatestProcesses()) {
    await sdk.processesV3.stopProcess(process.processId);
  }
});

describe("players", () => {
  it("log in", async () => {
    assert.match((await player.authV1.loginAnonymous()).token, /^[^.]+\.[^.]+\.[^.]+$/);
    assert.ok((await player.authV1.loginNickname({ nickname: "Zoë" })).token);
    await refuses(() => player.authV1.loginGoogle({ idToken: "x" }), 403);
  });

  it("make a lobby, find it, and join", async () => {
    const { token } = await player.authV1.loginAnonymous();
    const lobby = await player.lobbiesV3.createLobby({ playerAuth: token },
      { visibility: "public", region, roomConfig: "{}" }, undefined, "code-1");
    assert.equal(lobby.shortCode, "code-1");
    assert.equal(lobby.roomConfig, "{}");
    assert.deepEqual(await player.lobbiesV3.getLobbyInfoByRoomId(lobby.roomId), lobby);
    assert.deepEqual(await player.lobbiesV3.getLobbyInfoByShortCode("code-1"), lobby);
    assert.ok((await player.lobbiesV3.listActivePublicLobbies(undefined, region))
      .some((listed) => listed.roomId === lobby.roomId));
    assert.ok((await active(lobby.roomId)).exposedPort.port);
  });

  it("are refused without a token of theirs", async () => {
    await refuses(() => player.lobbiesV3.createLobby({ playerAuth: "x" }, { visibility: "public", region }), 401);
  });

  it("make lobbies as in 2023", async () => {
    const { token } = await player.authV1.loginAnonymous();
    const security = { playerAuth: token };
    const initialConfig = {};
    const lobby = await player.lobbiesV2.createLobbyDeprecated(security, { visibility: "public", region, initialConfig });
    for (const make of ["createPublicLobby", "createPrivateLobby", "createLocalLobby"]) {
      assert.ok((await player.lobbiesV2[make](security, { region, initialConfig })).roomId, make);
    }
    assert.equal((await sdk.lobbiesV2.setLobbyState(lobby.roomId, { state: {} })).roomId, lobby.roomId);
    assert.equal((await player.lobbiesV2.getLobbyInfo(lobby.roomId)).roomId, lobby.roomId);
    assert.ok((await player.lobbiesV2.listActivePublicLobbiesDeprecatedV2()).length);
  });

  it("measure the way to regions", async () => {
    const endpoints = await player.discoveryV2.getPingServiceEndpoints();
    assert.equal(endpoints.length, 14);
    assert.deepEqual(await player.discoveryV1.getPingServiceEndpointsDeprecated(), endpoints);
  });
});

describe("rooms", () => {
  it("of version 2", async () => {
    const { roomId, processId } = await sdk.roomsV2.createRoom({ region, roomConfig: "one" });
    await active(roomId);
    assert.equal((await sdk.roomsV2.getRoomInfo(roomId)).currentAllocation.processId, processId);
    assert.ok((await sdk.roomsV2.getActiveRoomsForProcess(processId)).some((room) => room.roomId === roomId));
    await sdk.roomsV2.updateRoomConfig(roomId, { roomConfig: "two" });
    await sdk.roomsV2.suspendRoomV2Deprecated(roomId);
    assert.ok((await sdk.roomsV2.getInactiveRoomsForProcess(processId)).some((room) => room.roomId === roomId));
    assert.ok((await sdk.roomsV2.resumeRoom(roomId)).roomId);
    assert.equal((await sdk.roomsV2.getRoomInfo(roomId)).roomConfig, "two");
    await sdk.roomsV2.destroyRoom(roomId);
  });

  it("of version 1", async () => {
    const roomId = await sdk.roomsV1.createRoomDeprecated({ region });
    assert.match(roomId, /^[a-z0-9]{13}$/);
    await active(roomId);
    assert.equal((await player.roomsV1.getConnectionInfoDeprecated(roomId)).status, "active");
    const room = await sdk.roomsV1.getRoomInfoDeprecated(roomId);
    assert.ok(await sdk.roomsV1.getActiveRoomsForProcessDeprecated(room.currentAllocation.processId));
    await sdk.roomsV1.suspendRoomDeprecated(roomId);
    await sdk.roomsV1.destroyRoomDeprecated(roomId);
  });
});

describe("processes", () => {
  it("of version 3", async () => {
    const { processId } = await sdk.processesV3.createProcess(region);
    const process = await sdk.processesV3.getProcess(processId);
    assert.equal(process.roomsAllocated, 0);
    const status = ["starting", "running"];
    assert.ok((await sdk.processesV3.getLatestProcesses(undefined, status, [region])).length);
    assert.ok((await sdk.processesV3.getProcessesCountExperimental(undefined, status)).count);
    await sdk.processesV3.stopProcess(processId);
    assert.ok(["stopping", "stopped", "failed"].includes((await sdk.processesV3.getProcess(processId)).status));
    await refuses(() => sdk.processesV3.getProcess("none"), 404);
  });

  it("of version 2, with a number for their deployment", async () => {
    const { processId, deploymentId } = await sdk.processesV2.createProcessV2Deprecated(region);
    assert.equal(deploymentId, 1);
    assert.equal((await sdk.processesV2.getProcessInfoV2Deprecated(processId)).processId, processId);
    assert.ok((await sdk.processesV2.getLatestProcessesV2Deprecated()).length);
    assert.ok((await sdk.processesV2.getProcessesCountExperimentalV2Deprecated()).count);
    await sdk.processesV2.stopProcessV2Deprecated(processId);
  });

  it("write logs", async () => {
    const { roomId, processId } = await sdk.roomsV2.createRoom({ region });
    await active(roomId);
    assert.equal(typeof await text(await sdk.logsV1.getLogsForProcess(processId, undefined, false, 10)), "string");
    assert.equal(typeof await text(await sdk.logsV1.downloadLogForProcess(processId)), "string");
  });
});

describe("applications", () => {
  it("and deployments are read", async () => {
    const app = await sdk.appsV2.getApp();
    assert.equal(app.appId, appId);
    assert.ok((await sdk.appsV2.getApps()).applications.some((listed) => listed.appId === appId));
    const latest = await sdk.deploymentsV3.getLatestDeployment();
    assert.deepEqual((await sdk.deploymentsV3.getDeployments()).deployments[0], latest);
    assert.deepEqual(await sdk.deploymentsV3.getDeployment(latest.deploymentId), latest);
    assert.equal((await sdk.deploymentsV2.getLatestDeploymentV2Deprecated()).deploymentId, 1);
    assert.equal((await sdk.deploymentsV2.getDeploymentsV2Deprecated()).length, 1);
    assert.equal((await sdk.deploymentsV2.getDeploymentInfoV2Deprecated(1)).deploymentId, 1);
  });

  it("are not changed through the API", async () => {
    await refuses(() => sdk.appsV2.deleteApp(), 501);
    await refuses(() => sdk.buildsV3.getBuilds(), 501);
    await refuses(() => sdk.tokensV1.getOrgTokens("org-self-hosted"), 501);
  });
});

async function active(roomId) {
  for (let tries = 0; tries < 600; tries++) {
    const info = await player.roomsV2.getConnectionInfo(roomId);
    if (info.status === "active") {
      return info;
    }
    await sleep(50);
  }
  assert.fail(`${roomId} does not become active`);
}

async function text(stream) {
  return new Response(stream).text();
}

/** The refusal, with a message in it. */
async function refuses(call, status) {
  try {
    await call();
  } catch (error) {
    assert.equal(error.statusCode ?? error.httpMeta?.response?.status, status, `${error.name}: ${error.message}`);
    assert.match(error.body ?? JSON.stringify(error.data$), /"message"/);
    return;
  }
  assert.fail(`not refused with ${status}`);
}

function setting(name) {
  const value = process.env[name];
  assert.ok(value, `${name} must be set; run.sh does`);
  return value;
}
