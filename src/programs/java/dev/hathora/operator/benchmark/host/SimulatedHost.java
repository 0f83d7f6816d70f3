package dev.hathora.operator.benchmark.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hathora.operator.host.Host;
import dev.hathora.operator.host.HostOptions;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.roomv2.Access;
import dev.hathora.operator.roomv2.http.Api;
import dev.hathora.operator.roomv2.http.ApiServer;
import dev.hathora.operator.roomv2.http.Call;
import dev.hathora.operator.roomv2.http.RateLimit;
import dev.hathora.operator.roomv2.http.Route;
import dev.hathora.operator.roomv2.http.Routes;

/**
 * A host as users run it, apart from its game servers, which are simulated. Beside it, in the same JVM, a server of the
 * same kind answers {@code GET /constant} with what was sent to {@code POST /constant} last.
 */
final class SimulatedHost {
    static final String TOKEN = "t";
    static final String LISTENING = "listening on ";
    static final String CONSTANT = "constant on ";

    private SimulatedHost() {}

    /**
     * Runs until a signal ends it.
     *
     * @param args the URL of the database, the manifest, a folder; a fourth one if others share the database
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HostOptions options = new HostOptions(address, Path.of(args[1]),
                new HostOptions.DatabaseAddress(args[0], "postgres", "postgres"), Path.of(args[2]), null, () -> TOKEN,
                "127.0.0.1", new PortNumbers(20_000, 29_999));
        Host host = args.length > 3
                ? Host.join(options, folder -> new SimulatedRuntime())
                : Host.start(options, folder -> new SimulatedRuntime());
        ApiServer constant = constant(address);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            constant.close();
            host.close();
        }));
        System.out.println(CONSTANT + "http://127.0.0.1:" + constant.port());
        System.out.println(LISTENING + host.uri());
        new CountDownLatch(1).await();
    }

    /** What is answered, always the same. */
    private static final class Constant {
        private volatile JsonNode answer = JsonNodeFactory.instance.objectNode();

        JsonNode get(Call call) {
            return answer;
        }

        JsonNode set(Call call) {
            answer = call.json();
            return answer;
        }
    }

    private static ApiServer constant(InetSocketAddress address) throws IOException {
        Constant constant = new Constant();
        return server(address, List.of(
                Route.get("getConstant", "/constant", Route.Auth.NONE, constant::get),
                Route.post("setConstant", "/constant", Route.Auth.NONE, 200, constant::set)));
    }

    /** A server of ours with other operations. */
    static ApiServer server(InetSocketAddress address, List<Route> routes) throws IOException {
        return ApiServer.start(address, new ApiServer.Content(new Api((token, appId) -> Access.Decision.ALLOWED,
                new RateLimit(0, InstantSource.system()), route -> true), new Routes(routes)));
    }
}
