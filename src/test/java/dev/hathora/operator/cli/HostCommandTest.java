package dev.hathora.operator.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/** What it refuses to start with. What it does is in {@code HostTest}. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class HostCommandTest {
    @TempDir
    Path folder;

    private final StringWriter errors = new StringWriter();

    @BeforeEach
    void writeFiles() throws IOException {
        Files.createDirectory(folder.resolve("apps"));
        Files.createFile(folder.resolve("empty"));
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>();
        for (String argument : arguments) {
            all.add(argument.replace("FOLDER", folder.toString()));
        }
        return new CommandLine(new HostCommand()).setErr(new PrintWriter(errors, true))
                .setParameterExceptionHandler((problem, args) -> {
                    errors.write(problem.getMessage() + "\n");
                    return 2;
                }).execute(all.toArray(String[]::new));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|',
            textBlock = """
                    no token                  | --applications=FOLDER/apps                                | the token is missing: set --token (HATHORA_DEV_TOKEN)
                    an empty token            | --applications=FOLDER/apps --token=                       | the token is missing
                    a token file that is not  | --applications=FOLDER/apps --token-file=FOLDER/none       | --token-file (HATHORA_DEV_TOKEN_FILE): the token file FOLDER/none does not exist
                    an empty token file       | --applications=FOLDER/apps --token-file=FOLDER/empty      | is empty
                    two tokens                | --applications=FOLDER/apps --token=t --token-file=FOLDER/empty | --token and --token-file can't both be set
                    no applications           | --token=t                                                 | --applications (HOST_APPLICATIONS) must be a file or folder
                    applications that are not | --token=t --applications=FOLDER/none                      | there is no FOLDER/none
                    another runtime           | --token=t --applications=FOLDER/apps --runtime=docker     | --runtime (HOST_RUNTIME) is 'docker', but must be local or kubernetes
                    files in a cluster        | --token=t --applications=FOLDER/apps --runtime=kubernetes | --applications (HOST_APPLICATIONS), --games (HOST_GAMES) and --games-lost (HOST_GAMES_LOST) are for --runtime local
                    a cluster without Pods    | --token=t --applications=FOLDER/apps --namespaces=a       | --namespaces (HOST_NAMESPACES), --api-url (HOST_API_URL), --tls-secret (HOST_TLS_SECRET) and --tls-proxy-image (HOST_TLS_PROXY_IMAGE) are for --runtime kubernetes
                    a namespace that can't be | --token=t --runtime=kubernetes --namespaces=a,B           | --namespaces (HOST_NAMESPACES) is 'a,B', but must be names of namespaces
                    a URL that is none        | --token=t --runtime=kubernetes --api-url=host:8181        | --api-url (HOST_API_URL) is 'host:8181', but must be a URL
                    a Secret that can't be    | --token=t --runtime=kubernetes --tls-secret=My_Secret     | --tls-secret (HOST_TLS_SECRET) is 'My_Secret', but must be the name of a Secret
                    TLS without Pods          | --token=t --applications=FOLDER/apps --tls-secret=a       | --tls-proxy-image (HOST_TLS_PROXY_IMAGE) are for --runtime kubernetes
                    a port that can't be      | --token=t --applications=FOLDER/apps --port=70000         | --port (HOST_PORT) is 70000, but must be a port from 1 to 65535
                    metrics where they can't be | --token=t --applications=FOLDER/apps --metrics-port=65536 | --metrics-port (HOST_METRICS_PORT) is 65536, but must be a port from 1 to 65535
                    pings where they can't be | --token=t --applications=FOLDER/apps --ping-port=-1       | --ping-port (HOST_PING_PORT) is -1, but must be a port from 1 to 65535
                    a port that is no number  | --token=t --applications=FOLDER/apps --port=x             | Invalid value for option '--port'
                    ports that are no range   | --token=t --applications=FOLDER/apps --ports=20000        | --ports (HOST_PORTS) is '20000', but must be a range
                    ports the wrong way round | --token=t --applications=FOLDER/apps --ports=3-2          | --ports (HOST_PORTS) is '3-2'
                    ports that can't be       | --token=t --applications=FOLDER/apps --ports=1-70000      | --ports (HOST_PORTS) is '1-70000'
                    another database          | --token=t --applications=FOLDER/apps --database=jdbc:mysql://x | --database (HOST_DATABASE_URL): the database has to be jdbc:sqlite:FILE
                    a database in memory      | --token=t --applications=FOLDER/apps --database=jdbc:sqlite::memory: | --database (HOST_DATABASE_URL): the database has to be jdbc:sqlite:FILE
                    a password that is not    | --token=t --applications=FOLDER/apps --database-password-file=FOLDER/none | --database-password-file (HOST_DATABASE_PASSWORD_FILE) can't be read
                    no public host            | --token=t --applications=FOLDER/apps --public-host=       | --public-host (HOST_PUBLIC_HOST) must be a name or address
                    """)
    void aWrongSettingIsSaidWithFlagVariableAndCure(String mistake, String arguments, String told) {
        assertThat(run(arguments.split(" ", -1))).as(mistake).isEqualTo(2);
        assertThat(errors.toString().strip()).contains(told.replace("FOLDER", folder.toString()))
                .doesNotContain("\n");
    }

    @Test
    void aPortInUseIsOneLineAndExitCode1() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("--token=t", "--applications=FOLDER/apps", "--database=jdbc:sqlite:FOLDER/records.db",
                    "--port=" + other.getLocalPort())).isEqualTo(1);
        }
        assertThat(errors.toString().strip()).startsWith("can't listen on port ").contains("Address already in use")
                .doesNotContain("\n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"jdbc:sqlite:FOLDER/none/records.db, can't be reached",
        "jdbc:postgresql://127.0.0.1:9/records, can't be reached"})
    void aDatabaseThatCannotBeReachedIsOneLineAndExitCode1(String url, String told) {
        assertThat(run("--token=t", "--applications=FOLDER/apps", "--games=FOLDER/games", "--database=" + url))
                .isEqualTo(1);
        assertThat(errors.toString().strip()).contains(told).doesNotContain("\n");
    }
}
