package dev.hathora.operator.host.crash;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code host} as its users start it, which dies at a {@link CrashPoints crash point}. */
final class MortalHost {
    /** The property with the folders of our classes. */
    static final String CLASSES = "crash.classes";
    private static final String MAIN = "dev.hathora.operator.Main";

    private MortalHost() {}

    /** Ends with whoever started it; a line on its standard input has effects count from then on. */
    public static void main(String... args) throws Exception {
        Thread.ofPlatform().daemon().start(MortalHost::listen);
        List<URL> classes = new ArrayList<>();
        for (String folder : System.getProperty(CLASSES).split(File.pathSeparator, -1)) {
            classes.add(Path.of(folder).toUri().toURL());
        }
        try (Weaving weaving = new Weaving(classes.toArray(URL[]::new), MortalHost.class.getClassLoader())) {
            Thread.currentThread().setContextClassLoader(weaving);
            weaving.loadClass(MAIN).getMethod("main", String[].class).invoke(null, (Object) args);
        }
    }

    private static void listen() {
        try {
            while (System.in.read() != -1) {
                CrashPoints.count();
                say(MortalHostProgram.COUNTS);
            }
        } catch (IOException e) {
            // As where it has ended.
        }
        Runtime.getRuntime().halt(1);
    }

    @SuppressWarnings("SystemOut") // who started this JVM reads it
    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
