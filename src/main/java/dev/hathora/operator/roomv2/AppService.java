package dev.hathora.operator.roomv2;

/** The port behind the question whether there is an application. As for {@link RoomService}, many threads call at once. */
public interface AppService {
    /**
     * Describes an application. Changes nothing.
     *
     * @param appId the application
     * @throws Refusal 404 for the application
     */
    App getApp(String appId);
}
