package dev.hathora.operator.controller.kubernetes;

/** Decides whether this process may work or is a standby of another replica. */
public interface Leadership extends AutoCloseable {
    /** Always leads, without an election. */
    Leadership ALONE = new Leadership() {
        @Override
        public void start(Runnable lead) {
            lead.run();
        }

        @Override
        public boolean leads() {
            return true;
        }

        @Override
        public void close() {
            // no other replica waits
        }
    };

    /**
     * Starts to compete. Must be called once.
     *
     * @param lead called once, when this process may start to work, on any thread
     */
    void start(Runnable lead);

    /** Whether this process may work at this moment. Thread-safe. */
    boolean leads();

    /**
     * Releases the leadership, so that the next replica can start at once. Must be called only when no call is in
     * flight any more.
     */
    @Override
    void close();
}
