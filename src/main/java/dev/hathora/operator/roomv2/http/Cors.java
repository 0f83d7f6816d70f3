package dev.hathora.operator.roomv2.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * Allows calls from web pages of any origin, with any headers. This is safe because no call is authorized by a cookie.
 */
final class Cors {
    private static final String REQUESTED = "Access-Control-Request-Headers";

    private Cors() {}

    /** Whether this is the preflight request that browsers send before a request with a token or JSON. */
    static boolean isPreflight(Request request) {
        return request.getMethod().equals("OPTIONS");
    }

    /** Adds the headers that browsers require in every answer, including errors. */
    static void allow(Request request, Response response) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put("Access-Control-Allow-Origin", "*");
        headers.put("Access-Control-Expose-Headers", "Retry-After");
        if (isPreflight(request)) {
            String requested = request.getHeaders().get(REQUESTED);
            headers.put("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
            headers.put("Access-Control-Allow-Headers", requested == null ? "Authorization, Content-Type" : requested);
            headers.put("Access-Control-Max-Age", "86400");
            headers.put("Vary", REQUESTED);
        }
    }
}
