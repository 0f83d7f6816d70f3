package dev.hathora.operator.roomv2;

import java.util.List;

/**
 * The port behind what is known of applications and deployments, to read. As for {@link RoomService}: what does not exist,
 * or is another application's, is refused with 404.
 */
public interface DeploymentService {
    /** All applications that there are, whoever may see them. */
    List<App> apps();

    /** The deployments of an application, newest first; at most 100. */
    List<DeploymentInfo> deployments(String appId);

    /** The deployment that new rooms use. */
    DeploymentInfo latestDeployment(String appId);

    /** A deployment by its id. */
    DeploymentInfo deployment(String appId, String deploymentId);

    /** A deployment by its number. */
    DeploymentInfo deployment(String appId, int number);
}
