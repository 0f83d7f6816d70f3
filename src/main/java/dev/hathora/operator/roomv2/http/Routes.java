package dev.hathora.operator.roomv2.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * The operations of an API by path. A literal segment takes precedence over a parameter: {@code latest} over {@code
 * {processId}}.
 */
public final class Routes {
    private final Node root = new Node();

    /** A node in the tree of paths. */
    private static final class Node {
        private final Map<String, Node> words = new HashMap<>();
        private @Nullable Node parameter;
        private final Map<String, Route> byMethod = new TreeMap<>();

        private Node parameter() {
            if (parameter == null) {
                parameter = new Node();
            }
            return parameter;
        }
    }

    /** The result of a search. */
    sealed interface Match {
        /**
         * The operation of the request.
         *
         * @param parameters the values of the path's parameters by name, decoded
         */
        record Found(Route route, Map<String, String> parameters) implements Match {}

        /** No operation has this path. */
        record NoPath() implements Match {}

        /**
         * The path has only operations with other methods.
         *
         * @param allowed these methods, in the format of the header {@code Allow}
         */
        record NoMethod(String allowed) implements Match {}
    }

    /**
     * A table of operations.
     *
     * @throws IllegalArgumentException if two have the same method and path
     */
    public Routes(List<Route> routes) {
        for (Route route : routes) {
            Node node = root;
            for (String segment : segments(route.path())) {
                node = isParameter(segment)
                        ? node.parameter()
                        : node.words.computeIfAbsent(segment, word -> new Node());
            }
            if (node.byMethod.put(route.method(), route) != null) {
                throw new IllegalArgumentException("two operations have " + route.method() + " " + route.path());
            }
        }
    }

    private static boolean isParameter(String segment) {
        return segment.startsWith("{");
    }

    private static List<String> segments(String path) {
        return Arrays.asList(path.substring(1).split("/", -1));
    }

    /**
     * Finds the operation for a request. HEAD is handled like GET; only the body is not sent.
     *
     * @param path the encoded path without the query
     * @throws IllegalArgumentException if it has an invalid percent-encoding
     */
    Match find(String method, String path) {
        if (!path.startsWith("/")) {
            return new Match.NoPath();
        }
        List<Node> found = new ArrayList<>();
        List<String> segments = segments(path).stream().map(Routes::decode).toList();
        collect(root, segments, found);
        if (found.isEmpty()) {
            return new Match.NoPath();
        }
        String wanted = method.equals("HEAD") ? "GET" : method;
        for (Node node : found) {
            Route route = node.byMethod.get(wanted);
            if (route != null) {
                return new Match.Found(route, parameters(route, segments));
            }
        }
        TreeSet<String> allowed = new TreeSet<>();
        found.forEach(node -> allowed.addAll(node.byMethod.keySet()));
        return new Match.NoMethod(String.join(", ", allowed));
    }

    private static void collect(Node node, List<String> rest, List<Node> found) {
        if (rest.isEmpty()) {
            if (!node.byMethod.isEmpty()) {
                found.add(node);
            }
            return;
        }
        Node word = node.words.get(rest.getFirst());
        if (word != null) {
            collect(word, rest.subList(1, rest.size()), found);
        }
        if (node.parameter != null && !rest.getFirst().isEmpty()) {
            collect(node.parameter, rest.subList(1, rest.size()), found);
        }
    }

    private static Map<String, String> parameters(Route route, List<String> segments) {
        Map<String, String> parameters = new LinkedHashMap<>();
        List<String> template = segments(route.path());
        for (int i = 0; i < template.size(); i++) {
            if (isParameter(template.get(i))) {
                parameters.put(template.get(i).substring(1, template.get(i).length() - 1), segments.get(i));
            }
        }
        return parameters;
    }

    /** In a path, unlike in a query, a plus sign does not stand for a space. */
    private static String decode(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
