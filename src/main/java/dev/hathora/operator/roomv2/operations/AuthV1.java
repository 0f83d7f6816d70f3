package dev.hathora.operator.roomv2.operations;

import java.util.List;

import dev.hathora.operator.roomv2.AuthService;
import dev.hathora.operator.roomv2.Login;
import dev.hathora.operator.roomv2.http.Call;
import dev.hathora.operator.roomv2.http.Route;
import org.jspecify.annotations.Nullable;

import static dev.hathora.operator.roomv2.http.Route.Auth.NONE;

/** AuthV1: players log in. */
public final class AuthV1 {
    private static final int NICKNAME_LENGTH = 100;
    private static final int BODY_LIMIT = 8 * 1024;

    private final AuthService auth;

    /** @param auth the port behind these operations */
    public AuthV1(AuthService auth) {
        this.auth = auth;
    }

    /** The operations. */
    public List<Route> routes() {
        return List.of(
                login("loginAnonymous", "anonymous", call -> new Login.Anonymous()),
                login("loginNickname", "nickname", AuthV1::nickname),
                login("loginGoogle", "google", AuthV1::google));
    }

    private interface Reader {
        Login read(Call call);
    }

    private Route login(String name, String kind, Reader reader) {
        return Route.post(name, "/auth/v1/{appId}/login/" + kind, NONE, 200,
                call -> Wire.object().put("token", auth.login(call.appId(), reader.read(call))))
                .withBodyLimit(BODY_LIMIT);
    }

    private static Login nickname(Call call) {
        String nickname = required(call, "nickname");
        if (nickname.isBlank() || nickname.length() > NICKNAME_LENGTH) {
            throw Params.invalid("nickname must have 1 to 100 characters");
        }
        return new Login.Nickname(nickname);
    }

    private static Login google(Call call) {
        return new Login.Google(required(call, "idToken"));
    }

    private static String required(Call call, String field) {
        @Nullable
        String value = Params.string(call.json(), field);
        if (value == null) {
            throw Params.invalid(field + " is required");
        }
        return value;
    }
}
