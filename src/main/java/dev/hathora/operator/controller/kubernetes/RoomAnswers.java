package dev.hathora.operator.controller.kubernetes;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;

/**
 * Passes the bodies of responses about rooms through the {@link RoomSieve} while they arrive. The client buffers a
 * whole body, twice, before it is parsed: a page of a list, or the responses to fifty concurrent writes.
 */
final class RoomAnswers implements Interceptor {
    /** Paths of rooms, behind any prefix that a proxy adds. */
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
