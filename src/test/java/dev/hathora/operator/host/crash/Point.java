package dev.hathora.operator.host.crash;

/**
 * One effect of a host: a write to the database, or something that it does to the machine.
 *
 * @param name who has it, and what it is
 * @param occurrence which one of this name, from 1 on
 */
record Point(String name, int occurrence) {
    static Point parse(String text) {
        int end = text.lastIndexOf(" #");
        return new Point(text.substring(0, end), Integer.parseInt(text.substring(end + 2)));
    }

    @Override
    public String toString() {
        return name + " #" + occurrence;
    }
}
