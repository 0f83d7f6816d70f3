package dev.hathora.operator.cloud.http;

import java.net.http.HttpResponse.ResponseInfo;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer. It counts even if only its headers were received, because the status is the most important part.
 *
 * @param status the HTTP status
 * @param retryAfter the Retry-After header, unparsed
 * @param body the body; empty if there is a defect
 * @param defect what is wrong with the body, as text that follows "its body"; null if it is complete
 */
public record Answer(int status, @Nullable String retryAfter, String body, @Nullable String defect) {
    static Answer whole(ResponseInfo head, String body) {
        return new Answer(head.statusCode(), retryAfter(head), body, null);
    }

    static Answer broken(ResponseInfo head, String defect) {
        return new Answer(head.statusCode(), retryAfter(head), "", defect);
    }

    private static @Nullable String retryAfter(ResponseInfo head) {
        Optional<String> header = head.headers().firstValue("Retry-After");
        return header.isPresent() ? header.get() : null;
    }

    boolean isSuccess() {
        return status / 100 == 2;
    }

    /** The status with its reason phrase, for example {@code 402 Payment Required}. */
    String statusLine() {
        String reason = switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 204 -> "No Content";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 402 -> "Payment Required";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> "";
        };
        return (status + " " + reason).strip();
    }
}
