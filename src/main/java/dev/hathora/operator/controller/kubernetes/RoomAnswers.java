package dev.hathora.operator.controller.kubernetes;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;

import dev.hathora.operator.api.HathoraRoom;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;

/**
 * Has the bodies of answers about rooms pass the {@link RoomSieve} as they arrive. The client has all of a body in memory,
 * twice, before it is read: a page of a list, and the answers to fifty writes at once.
 */
final class RoomAnswers implements Interceptor {
    /** Behind whatever path a proxy adds. */
    private static final Pattern ROOMS = Pattern.compile(".*/apis/" + Pattern.quote(HathoraRoom.GROUP) + "/.*/"
            + HasMetadata.getPlural(HathoraRoom.class) + "(/.*)?");

    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(AsyncBody.Consumer<List<ByteBuffer>> consumer,
            HttpRequest request) {
        if (!ROOMS.matcher(request.uri().getPath()).matches()) {
            return consumer;
        }
        RoomSieve sieve = new RoomSieve();
        return (pieces, body) -> consumer.consume(pieces.stream().map(sieve::pass).toList(), body);
    }
}
