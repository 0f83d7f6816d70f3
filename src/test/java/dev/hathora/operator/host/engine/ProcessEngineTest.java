package dev.hathora.operator.host.engine;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import dev.hathora.operator.host.brain.ProcessView;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.host.runtime.GameOutput;
import dev.hathora.operator.host.runtime.GameRuntime;
import dev.hathora.operator.host.store.Database;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.host.store.ProcessStore;
import dev.hathora.operator.host.store.RoomStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class ProcessEngineTest {
    /** No applications. */
    private static final class Nothing implements Catalog {
        @Override
        public Collection<Application> applications() {
            return List.of();
        }

        @Override
        public Optional<Application> application(String appId) {
            return Optional.empty();
        }

        @Override
        public Optional<Deployment> newest(String appId) {
            return Optional.empty();
        }

        @Override
        public Optional<Deployment> deployment(String deploymentId) {
            return Optional.empty();
        }
    }

    /** Has a process without a record, and hangs when that is to be ended. */
    private static final class Hanging implements GameRuntime {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);

        @Override
        public RuntimeId id() {
            return new RuntimeId("runtime-1", "here");
        }

        @Override
        public void watch(Consumer<String> listener) {
            // Nothing changes.
        }

        @Override
        public void start(Launch launch) {
            throw new RuntimeFailure("not asked for");
        }

        @Override
        public void terminate(String processId) {
            throw new RuntimeFailure("not asked for");
        }

        @Override
        public void kill(String processId) {
            asked.countDown();
            boolean ended = false;
            while (!ended) {
                try {
                    mayEnd.await();
                    ended = true;
                } catch (InterruptedException e) {
                    // As a disk that does not answer.
                }
            }
        }

        @Override
        public void belongTo(String databaseId) {
            // To any.
        }

        @Override
        public GameOutput output(String processId) {
            throw new RuntimeFailure("not asked for");
        }

        @Override
        public ProcessView view(GameProcess process) {
            return new ProcessView.Gone();
        }

        @Override
        public Collection<String> known() {
            return Set.of("process-1");
        }

        @Override
        public void forget(String processId) {
            // It is ended first.
        }

        @Override
        public void close() {
            mayEnd.countDown();
        }
    }

    @Test
    void itIsClosedAlsoWhereItsRuntimeHangs(@TempDir Path folder) throws Exception {
        PortNumbers numbers = new PortNumbers(20_000, 20_999);
        try (Database database = Database.open("jdbc:sqlite:" + folder.resolve("records.db"), null, null);
                Hanging runtime = new Hanging()) {
            ProcessStore processes = new ProcessStore(database, numbers, new Random(1));
            Catalog catalog = new Nothing();
            ProcessEngine engine = new ProcessEngine(processes, catalog, runtime,
                    new NewProcesses(catalog, "runtime-1", "127.0.0.1", 100),
                    new GameEnvironment(catalog, new RoomStore(database, numbers, new Random(1)), () -> "http://a"),
                    () -> true, ProcessObserver.NONE, InstantSource.system());
            engine.start();
            runtime.asked.await();

            engine.close();

            assertThat(runtime.mayEnd.getCount()).as("it still hangs").isEqualTo(1);
        }
    }
}
