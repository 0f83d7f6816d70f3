package dev.hathora.operator.roomv2;

/** The port for reading an application. As for {@link RoomService}, many threads call at once. */
public interface AppService {
    /**
     * Returns an application. Changes nothing.
     *
     * @param appId the application
     * @throws Refusal 404 if the application does not exist
     */
    App getApp(String appId);
}
