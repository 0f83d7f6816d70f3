package dev.hathora.operator.controller.kubernetes;

/** Whether this process may work, or stands by while another replica of the operator does. */
public interface Leadership extends AutoCloseable {
    /** Works without asking anybody. */
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
            // nobody waits for it
        }
    };

    /**
     * Begins to compete.
     *
     * @param lead called once, when this process may work, on any thread
     */
    void start(Runnable lead);

    /** Whether this process may work at this moment. */
    boolean leads();

    /** Lets the next replica begin at once. To be called when nothing is on its way any more. */
    @Override
    void close();
}
