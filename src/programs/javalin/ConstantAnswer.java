import io.javalin.Javalin;

/**
 * The same answer of 1 KB to every request, by Javalin on virtual threads. Started from its source, since nothing else
 * needs Javalin.
 */
public final class ConstantAnswer {
    private static final int BYTES = 1024;

    public static void main(String[] args) {
        String rest = "{\"text\":\"\"}";
        var answer = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode().put("text",
                "x".repeat(BYTES - rest.length()));
        Javalin server = Javalin.create(config -> {
            config.concurrency.useVirtualThreads = true;
            config.startup.showJavalinBanner = false;
            config.routes.get("/constant", context -> context.contentType("application/json; charset=utf-8")
                    .result(answer.toString()));
        });
        server.start("127.0.0.1", 0);
        System.out.println("listening on http://127.0.0.1:" + server.port());
    }
}
