package dev.hathora.operator.host.crash;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Where a host dies: told of each effect before and after it by what {@link Weaving} has put there. Prints each effect as a
 * line, and ends this JVM as kill -9 does at the one that it was started with. There is one in a JVM, since woven code has
 * nothing else to reach it by.
 */
public final class CrashPoints {
    /** The property that says where it dies, as {@link Fate#text} has it; absent: nowhere. */
    static final String AT = "crash.at";
    /** The property that says whether effects count from the beginning, or from {@link #count()} on. */
    static final String FROM_THE_BEGINNING = "crash.from-the-beginning";
    static final String BEGINS = "effect: ";
    /** Begins, where the same thread has had the effect before it, and nothing else happened in between. */
    static final String FOLLOWS = "effect follows: ";
    static final String ENDS = "effect over: ";
    private static final int KILLED = 137;

    private static final CrashPoints ALL = new CrashPoints(System.getProperty(AT),
            Boolean.getBoolean(FROM_THE_BEGINNING));

    private final @Nullable String at;
    private final Map<String, Integer> occurrences = new HashMap<>();
    private final ThreadLocal<Deque<Point>> going = ThreadLocal.withInitial(ArrayDeque::new);
    /** Who has had an effect last, which is over. */
    private @Nullable Thread last;
    private boolean counting;

    private CrashPoints(@Nullable String at, boolean counting) {
        this.at = at;
        this.counting = counting;
    }

    /** An effect begins. */
    public static void before(String name) {
        ALL.begins(name);
    }

    /** An effect is over, and its caller has not heard of it. One that fails is not over. */
    public static void after(String name) {
        ALL.ends(name);
    }

    /** Counts effects from now on. */
    static void count() {
        ALL.begin();
    }

    private synchronized void begin() {
        counting = true;
    }

    private synchronized void begins(String name) {
        if (counting) {
            Point point = new Point(name, occurrences.merge(name, 1, Integer::sum));
            say((Thread.currentThread().equals(last) ? FOLLOWS : BEGINS) + point);
            last = null;
            going.get().push(point);
            dieAt(Fate.When.BEFORE, point);
        }
    }

    /** Of what has failed in between nothing is heard any more. */
    private synchronized void ends(String name) {
        Deque<Point> mine = going.get();
        while (!mine.isEmpty()) {
            Point point = mine.pop();
            if (point.name().equals(name)) {
                say(ENDS + point);
                dieAt(Fate.When.AFTER, point);
                last = Thread.currentThread();
                return;
            }
        }
    }

    private void dieAt(Fate.When when, Point point) {
        if (Fate.text(when, point).equals(at)) {
            Runtime.getRuntime().halt(KILLED);
        }
    }

    @SuppressWarnings("SystemOut") // who started this JVM reads it
    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
