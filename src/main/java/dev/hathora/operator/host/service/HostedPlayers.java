package dev.hathora.operator.host.service;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

import dev.hathora.operator.host.engine.Catalog;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.roomv2.AuthService;
import dev.hathora.operator.roomv2.Login;
import dev.hathora.operator.roomv2.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs players in, and verifies their tokens. Players are not recorded. */
public final class HostedPlayers implements AuthService {
    private static final Logger log = LoggerFactory.getLogger(HostedPlayers.class);
    /** The length of Hathora's ids of players. */
    private static final int ID_LENGTH = 11;
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Served served;
    private final GooglePlayers google;
    private final AtomicBoolean googleAway = new AtomicBoolean();
    private final RoomIds ids;
    private final InstantSource clock;

    /** @param random for generating ids of players. An id is no credential for this API, but may be one for a game */
    public HostedPlayers(Catalog catalog, GooglePlayers google, RandomGenerator random, InstantSource clock) {
        this.served = new Served(catalog);
        this.google = google;
        this.ids = new RoomIds(random);
        this.clock = clock;
    }

    @Override
    public String login(String appId, Login login) {
        Application application = served.application(appId);
        Map<String, String> claims = new TreeMap<>(switch (login) {
            case Login.Anonymous anonymous -> {
                require(application.logins().anonymous(), "anonymous");
                String id = ids.next(ID_LENGTH);
                yield Map.of("type", "anonymous", "id", id, "name", "player-" + id);
            }
            case Login.Nickname nickname -> {
                require(application.logins().nickname(), "nickname");
                yield Map.of("type", "nickname", "id", ids.next(ID_LENGTH), "name", nickname.nickname());
            }
            case Login.Google token -> google(application, token);
        });
        return PlayerTokens.sign(application.secret(), claims, clock.instant());
    }

    private static void require(boolean allowed, String kind) {
        if (!allowed) {
            throw new Refusal(403, "players of this application can't log in as %s: allow it under auth in its manifest"
                    .formatted(kind));
        }
    }

    private Map<String, String> google(Application application, Login.Google login) {
        String clientId = application.logins().googleClientId();
        if (clientId == null) {
            throw new Refusal(403,
                    "players of this application can't log in with Google: set auth.google.clientId in its manifest");
        }
        try {
            Map<String, String> claims = new TreeMap<>(google.check(clientId, login.idToken()));
            claims.put("type", "google");
            googleAway.set(false);
            return claims;
        } catch (GooglePlayers.NotPlayerException e) {
            throw new Refusal(401, "Google's token is not valid for this application");
        } catch (GooglePlayers.KeysUnavailableException e) {
            // Logged only once, because players can try any number of times.
            if (!googleAway.getAndSet(true)) {
                log.warn("Players can't log in with Google: {}", e.toString());
            }
            throw new Refusal(503, "Google can't be reached: try again", RETRY);
        }
    }

    @Override
    public String player(String appId, String token) {
        return PlayerTokens.player(served.application(appId).secret(), token, clock.instant())
                .orElseThrow(() -> new Refusal(401, "the player's token is not valid for this application"));
    }
}
