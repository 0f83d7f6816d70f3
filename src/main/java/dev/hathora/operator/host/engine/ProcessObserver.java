package dev.hathora.operator.host.engine;

import java.time.Duration;

import dev.hathora.operator.host.model.GameProcess;

/** Is told what becomes of processes, on the host that leads. */
public interface ProcessObserver {
    /** Nobody looks. */
    ProcessObserver NONE = new ProcessObserver() {
        @Override
        public void started(GameProcess process) {
            // Nobody looks.
        }

        @Override
        public void up(GameProcess process, Duration afterRecord) {
            // Nobody looks.
        }

        @Override
        public void failed(GameProcess process) {
            // Nobody looks.
        }
    };

    /** Its game server was started. */
    void started(GameProcess process);

    /**
     * Its port is bound.
     *
     * @param afterRecord the time since it was recorded: for a room that was waiting for it, the time since createRoom
     */
    void up(GameProcess process, Duration afterRecord);

    /** It has ended before its port was bound, or with an error. */
    void failed(GameProcess process);
}
