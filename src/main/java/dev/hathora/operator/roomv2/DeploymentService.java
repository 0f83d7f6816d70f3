package dev.hathora.operator.roomv2;

import java.util.List;

/**
 * The port for reading applications and deployments. As for {@link RoomService}: what does not exist, or belongs to
 * another application, is refused with 404.
 */
public interface DeploymentService {
    /** All applications. The caller's access is not checked. */
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
