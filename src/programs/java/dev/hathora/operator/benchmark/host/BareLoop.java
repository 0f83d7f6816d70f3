package dev.hathora.operator.benchmark.host;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The same rows as createRoom on a warm process writes, in as many transactions with as many connections, and nothing
 * else: no HTTP, no choice of a process, no look for a place. Clients take turns at the connections, as those of a host do.
 */
final class BareLoop implements AutoCloseable {
    /** As many as a host has. */
    private static final int CONNECTIONS = 16;

    private final BlockingQueue<Writer> idle = new ArrayBlockingQueue<>(CONNECTIONS);
    private final List<Writer> writers = new ArrayList<>();
    private final List<String> processes = new ArrayList<>();
    private final String deployment;

    /** @param database the records of a host with processes that wait for rooms */
    BareLoop(Postgres postgres, String database) throws SQLException {
        deployment = postgres.ask(database, "select deployment_id from deployments");
        try (Connection connection = postgres.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select process_id from processes where rooms = 0")) {
            while (row.next()) {
                processes.add(row.getString(1));
            }
        }
        for (int i = 0; i < CONNECTIONS; i++) {
            writers.add(new Writer(postgres.connect(database)));
        }
        idle.addAll(writers);
    }

    private static final class Writer {
        private final Connection connection;
        private final PreparedStatement room;
        private final PreparedStatement place;
        private final PreparedStatement allocation;

        Writer(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setAutoCommit(false);
            room = connection.prepareStatement("insert into rooms (room_id, app_id, deployment_id, region, room_config,"
                    + " status, process_id, created_at) values (?, ?, ?, 'Tokyo', ?, 'active', ?, ?)");
            place = connection.prepareStatement("update processes set rooms = rooms + 1, idle_since = null"
                    + " where process_id = ?");
            allocation = connection.prepareStatement("insert into allocations (allocation_id, app_id, room_id,"
                    + " process_id, scheduled_at) values (?, ?, ?, ?, ?)");
        }

        void write(String deployment, String process) throws SQLException {
            String roomId = UUID.randomUUID().toString().substring(0, 13);
            long now = System.currentTimeMillis();
            room.setString(1, roomId);
            room.setString(2, WarmHost.APP);
            room.setString(3, deployment);
            room.setString(4, WarmHost.CONFIG);
            room.setString(5, process);
            room.setLong(6, now);
            room.executeUpdate();
            place.setString(1, process);
            place.executeUpdate();
            allocation.setString(1, UUID.randomUUID().toString());
            allocation.setString(2, WarmHost.APP);
            allocation.setString(3, roomId);
            allocation.setString(4, process);
            allocation.setLong(5, now);
            allocation.executeUpdate();
            connection.commit();
        }
    }

    /** A client with processes of its own, which nobody waits for. */
    Load.Client client(int number) {
        int share = processes.size() / Choices.CLIENTS;
        int[] turn = {0};
        return () -> {
            Writer writer = idle.take();
            try {
                writer.write(deployment, processes.get(number * share + turn[0]++ % share));
            } finally {
                idle.add(writer);
            }
        };
    }

    @Override
    public void close() throws SQLException {
        for (Writer writer : writers) {
            writer.connection.close();
        }
    }
}
