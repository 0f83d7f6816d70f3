// Every operation of RoomV2, good and bad, through Hathora's SDK: it checks each answer against its schemas and turns
// each refusal into a typed error. Needs SIMULATOR_URL, SIMULATOR_TOKEN and SIMULATOR_APP_ID of a running simulator.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { HathoraCloud } from "@hathora/cloud-sdk-typescript";
import { ApiError, ConnectionError, SDKError }
  from "@hathora/cloud-sdk-typescript/models/errors/index.js";

const serverURL = setting("SIMULATOR_URL");
const appId = setting("SIMULATOR_APP_ID");
const rooms = account(setting("SIMULATOR_TOKEN"));
const strangers = account("wrong");
const anonymous = account(undefined);

const region = "Tokyo";
const longest = "x".repeat(10_000);
let made = 0;

// Empty processes are stopped: each test begins on new ones.
afterEach(async () => {
  for (const room of await (await fetch(`${serverURL}/_sim/rooms`)).json()) {
    if (room.destroyedAt === null) {
      await fetch(`${serverURL}/_sim/rooms/${room.roomId}/destroy`, { method: "POST" });
    }
  }
});

describe("what is answered parses", () => {
  it("createRoom with every field", async () => {
    const roomId = newId();
    const room = await rooms.createRoom(
      { region, roomConfig: longest, deploymentId: "dep-1", clientIPs: ["10.0.0.1"] }, appId, roomId);
    assert.equal(room.roomId, roomId);
    assert.ok(room.processId);
    assert.ok(["starting", "active"].includes(room.status), room.status);
    assert.equal((await rooms.getRoomInfo(roomId, appId)).roomConfig, longest);
  });

  it("createRoom makes an id where none is given", async () => {
    assert.match((await rooms.createRoom({ region }, appId)).roomId, /^[a-z0-9]{13}$/);
  });

  for (const each of ["Seattle", "Los_Angeles", "Washington_DC", "Chicago", "London", "Frankfurt", "Mumbai",
    "Singapore", "Tokyo", "Sydney", "Sao_Paulo", "Dallas", "Johannesburg", "Dubai"]) {
    it(`createRoom in ${each}`, async () => {
      assert.ok((await rooms.createRoom({ region: each }, appId)).roomId);
    });
  }

  it("getConnectionInfo without a token, first starting, then active with a port", async () => {
    const { roomId, status } = await rooms.createRoom({ region }, appId, newId());
    assert.equal(status, "starting");
    const info = await active(roomId);
    assert.equal(info.exposedPort.name, "default");
    assert.equal(info.exposedPort.transportType, "tcp");
    assert.ok(Number.isInteger(info.exposedPort.port));
    assert.ok(info.exposedPort.host);
    assert.deepEqual(info.additionalExposedPorts, []);
  });

  it("createRoom on a process that is up is active at once", async () => {
    const first = await rooms.createRoom({ region }, appId);
    await active(first.roomId);
    const second = await rooms.createRoom({ region }, appId);
    assert.equal(second.processId, first.processId);
    assert.equal(second.status, "active");
    assert.equal(second.exposedPort.name, "default");
  });

  it("getRoomInfo with dates and nulls", async () => {
    const { roomId, processId } = await rooms.createRoom({ region }, appId, newId());
    const room = await rooms.getRoomInfo(roomId, appId);
    assert.deepEqual({ ...room, currentAllocation: undefined, allocations: undefined },
      { appId, roomId, roomConfig: null, status: "active", currentAllocation: undefined, allocations: undefined });
    assert.equal(room.currentAllocation.processId, processId);
    assert.ok(Math.abs(room.currentAllocation.scheduledAt - new Date()) < 60_000);
    assert.equal(room.currentAllocation.unscheduledAt, null);
    assert.deepEqual(room.allocations, [room.currentAllocation]);
  });

  it("updateRoomConfig", async () => {
    const { roomId } = await rooms.createRoom({ region }, appId);
    assert.equal(await rooms.updateRoomConfig(roomId, { roomConfig: "{\"score\":3}" }, appId), undefined);
    assert.equal((await rooms.getRoomInfo(roomId, appId)).roomConfig, "{\"score\":3}");
  });

  it("suspendRoom, resumeRoom and destroyRoom, seen in the lists of the process", async () => {
    const { roomId, processId } = await rooms.createRoom({ region }, appId, newId());
    assert.deepEqual(await listed(processId), { active: [roomId], inactive: [] });

    assert.equal(await rooms.suspendRoomV2Deprecated(roomId, appId), undefined);
    const suspended = await rooms.getRoomInfo(roomId, appId);
    assert.equal(suspended.status, "suspended");
    assert.equal(suspended.currentAllocation, null);
    assert.ok(suspended.allocations[0].unscheduledAt instanceof Date);
    assert.deepEqual(await listed(processId), { active: [], inactive: [roomId] });

    const resumed = await rooms.resumeRoom(roomId, appId);
    assert.equal(resumed.roomId, roomId);
    assert.deepEqual(await listed(resumed.processId), { active: [roomId], inactive: [] });
    assert.equal((await rooms.getRoomInfo(roomId, appId)).allocations.length, 2);

    assert.equal(await rooms.destroyRoom(roomId, appId), undefined);
    assert.equal((await rooms.getRoomInfo(roomId, appId)).status, "destroyed");
    assert.deepEqual(await listed(resumed.processId), { active: [], inactive: [roomId] });
  });

  it("getConnectionInfo wakes a suspended room", async () => {
    const { roomId } = await rooms.createRoom({ region }, appId);
    await rooms.suspendRoomV2Deprecated(roomId, appId);
    await rooms.getConnectionInfo(roomId, appId);
    assert.equal((await rooms.getRoomInfo(roomId, appId)).status, "active");
  });
});

/** Each operation, by an account, on a room and a process; the last says whether the token is asked for. */
const operations = [
  ["createRoom", (by, app) => by.createRoom({ region }, app), true],
  ["destroyRoom", (by, app, room) => by.destroyRoom(room, app), true],
  ["suspendRoom", (by, app, room) => by.suspendRoomV2Deprecated(room, app), true],
  ["resumeRoom", (by, app, room) => by.resumeRoom(room, app), true],
  ["updateRoomConfig", (by, app, room) => by.updateRoomConfig(room, { roomConfig: "" }, app), true],
  ["getRoomInfo", (by, app, room) => by.getRoomInfo(room, app), true],
  ["getConnectionInfo", (by, app, room) => by.getConnectionInfo(room, app), false],
  ["getActiveRoomsForProcess", (by, app, room, process) => by.getActiveRoomsForProcess(process, app), true],
  ["getInactiveRoomsForProcess", (by, app, room, process) => by.getInactiveRoomsForProcess(process, app), true],
];

describe("what is refused is a typed error", () => {
  for (const [name, call, needsToken] of operations) {
    if (needsToken) {
      it(`${name}: 401 with a wrong token and with none`, async () => {
        await refuses(() => call(strangers, appId, "nowhere", "none"), 401);
        await refuses(() => call(anonymous, appId, "nowhere", "none"), 401);
      });
    }
    it(`${name}: 404 for what does not exist`, async () => {
      await refuses(() => call(rooms, "app-unknown", "nowhere", "none"), 404);
      if (name !== "createRoom") {
        await refuses(() => call(rooms, appId, "nowhere", "none"), 404);
      }
    });
  }

  it("createRoom: 400 for an id in use and for one used before", async () => {
    const roomId = newId();
    await rooms.createRoom({ region }, appId, roomId);
    await refuses(() => rooms.createRoom({ region }, appId, roomId), 400, /not unique/);
    await rooms.destroyRoom(roomId, appId);
    await refuses(() => rooms.createRoom({ region }, appId, roomId), 400, /not unique/);
  });

  for (const [why, params, roomId] of [
    ["an unknown region", { region: "Atlantis" }, "fine"],
    ["a configuration that is too long", { region, roomConfig: longest + "x" }, "fine"],
    ["an id that is too long", { region }, "x".repeat(101)],
    ["an id with a space", { region }, "not fine"],
  ]) {
    it(`createRoom: 422 for ${why}`, () => refuses(() => rooms.createRoom(params, appId, roomId), 422));
  }

  it("updateRoomConfig: 422 for a configuration that is too long", async () => {
    const { roomId } = await rooms.createRoom({ region }, appId);
    await refuses(() => rooms.updateRoomConfig(roomId, { roomConfig: longest + "x" }, appId), 422);
  });
});

describe("faults reach the SDK as what they simulate", () => {
  afterEach(() => fetch(`${serverURL}/_sim/faults`, { method: "DELETE" }));

  for (const status of [400, 401, 402, 404, 408, 422, 429, 500]) {
    it(`createRoom: ${status}`, async () => {
      await fault({ operation: "createRoom", kind: "status", status, message: "as told" });
      await refuses(() => rooms.createRoom({ region }, appId), status, /^as told$/);
    });
  }

  it("429 carries Retry-After", async () => {
    await fault({ kind: "status", status: 429, retryAfterSeconds: 7 });
    const error = await refuses(() => rooms.getRoomInfo("any", appId), 429);
    assert.equal(error.headers.get("Retry-After"), "7");
  });

  // 403 is in the older description of the API; this SDK takes it as it takes any other status.
  for (const status of [403, 503]) {
    it(`createRoom: ${status}, which this SDK does not know`, async () => {
      await fault({ operation: "createRoom", kind: "status", status });
      await assert.rejects(rooms.createRoom({ region }, appId),
        (error) => error instanceof SDKError && error.statusCode === status);
    });
  }

  it("a proxy's page", async () => {
    const { roomId } = await rooms.createRoom({ region }, appId);
    await fault({ operation: "getRoomInfo", kind: "malformedBody", body: "html" });
    await assert.rejects(rooms.getRoomInfo(roomId, appId), SDKError);
  });

  for (const [kind, status] of [["dropBeforeCommit", 404], ["dropAfterCommit", 200]]) {
    it(`${kind}: the connection breaks, and getRoomInfo then answers ${status}`, async () => {
      const roomId = newId();
      await fault({ operation: "createRoom", kind });
      await assert.rejects(rooms.createRoom({ region }, appId, roomId), ConnectionError);
      if (status === 200) {
        assert.equal((await rooms.getRoomInfo(roomId, appId)).roomId, roomId);
      } else {
        await refuses(() => rooms.getRoomInfo(roomId, appId), status);
      }
    });
  }
});

function setting(name) {
  const value = process.env[name];
  assert.ok(value, `${name} must be set; run.sh does`);
  return value;
}

function account(hathoraDevToken) {
  return new HathoraCloud({ serverURL, hathoraDevToken, timeoutMs: 30_000 }).roomsV2;
}

function newId() {
  made++;
  return `conformance_${process.pid}-${made}`;
}

/** Polls until the room can be joined. */
async function active(roomId) {
  for (let tries = 0; tries < 200; tries++) {
    const info = await anonymous.getConnectionInfo(roomId, appId);
    assert.equal(info.roomId, roomId);
    if (info.status === "active") {
      return info;
    }
    assert.equal(info.status, "starting");
    assert.equal(info.exposedPort, undefined);
    await sleep(50);
  }
  assert.fail(`${roomId} does not become active`);
}

/** The ids in both lists of a process. */
async function listed(processId) {
  const ids = (list) => list.map((room) => room.roomId);
  return {
    active: ids(await rooms.getActiveRoomsForProcess(processId, appId)),
    inactive: ids(await rooms.getInactiveRoomsForProcess(processId, appId)),
  };
}

async function fault(description) {
  const response = await fetch(`${serverURL}/_sim/faults`, { method: "POST", body: JSON.stringify(description) });
  assert.equal(response.status, 204, await response.text());
}

/** The error that Hathora's own refusals become, with a message in it. */
async function refuses(call, status, message = /./) {
  try {
    await call();
  } catch (error) {
    assert.ok(error instanceof ApiError, `${error.name}: ${error.message}`);
    assert.equal(error.statusCode, status);
    assert.match(error.data$.message, message);
    return error;
  }
  assert.fail(`not refused with ${status}`);
}
