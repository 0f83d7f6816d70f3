package dev.hathora.operator.host.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.hathora.operator.host.store.Database.Topic;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what the hosts that share a database tell each other, over a connection of its own. What is told while that is
 * away is missed; the listener is told of that, too.
 */
public final class Notices implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Notices.class);
    /** A connection without a word for this long is asked whether it still stands. */
    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final HostSession.Login login;
    private final Listener listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("notices").unstarted(this::run);
    private volatile @Nullable Connection connection;

    /** Is called in one thread, and must not take long. */
    public interface Listener {
        /** A process was recorded, or is to end. */
        void processChanged(String processId);

        /** Applications were applied or deleted. */
        void applicationsChanged();

        /** Anything may have changed. This is the first call. */
        void missed();
    }

    private Notices(HostSession.Login login, Listener listener) {
        this.login = login;
        this.listener = listener;
    }

    /** Starts to listen. */
    public static Notices listen(String url, @Nullable String user, @Nullable String password, Listener listener) {
        Notices notices = new Notices(new HostSession.Login(url, user, password), listener);
        notices.thread.start();
        return notices;
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void run() {
        boolean told = false;
        while (!isClosed()) {
            try (Connection opened = login.connect("hathora-host-notices", "")) {
                connection = opened;
                told = false;
                listen(opened);
            } catch (SQLException | RuntimeException e) {
                if (!isClosed() && !told) {
                    log.warn("This host does not hear what others change; it looks for itself every few seconds: {}",
                            e.toString());
                    told = true;
                }
                pause();
            }
        }
    }

    private void listen(Connection opened) throws SQLException {
        for (Topic topic : Topic.values()) {
            execute(opened, "listen " + topic.channel());
        }
        listener.missed();
        PGConnection notified = opened.unwrap(PGConnection.class);
        while (!isClosed()) {
            PGNotification[] heard = notified.getNotifications((int) SILENCE.toMillis());
            if (heard == null || heard.length == 0) {
                execute(opened, "select 1");
                continue;
            }
            for (PGNotification notification : heard) {
                hear(notification);
            }
        }
    }

    private void hear(PGNotification notification) {
        if (notification.getName().equals(Topic.PROCESSES.channel())) {
            listener.processChanged(notification.getParameter());
        } else {
            listener.applicationsChanged();
        }
    }

    private static void execute(Connection opened, String sql) throws SQLException {
        try (Statement statement = opened.createStatement()) {
            statement.execute(sql);
        }
    }

    private void pause() {
        try {
            boolean unused = closed.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread.
            Thread.currentThread().interrupt();
        }
    }

    /** Listens no more. */
    @Override
    public void close() {
        closed.countDown();
        Connection open = connection;
        try {
            if (open != null) {
                // Ends the wait for notifications.
                open.abort(Runnable::run);
            }
        } catch (SQLException e) {
            log.debug("A connection to the database can't be closed in order", e);
        }
    }
}
