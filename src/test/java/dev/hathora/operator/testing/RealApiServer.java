package dev.hathora.operator.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that needs a real Kubernetes API server: the one whose kubeconfig the environment variable
 * {@code HATHORA_IT_KUBECONFIG} names, with the rights of an administrator. Where it is not set, the class is skipped
 * and says so.
 *
 * <p>The CRD is installed and brought up to date. Each class has a fresh namespace, which goes with everything in it
 * when the class is through; the CRD stays. A parameter of type {@link TestCluster} gives both client and namespace:
 *
 * {@snippet :
 * @RealApiServer
 * class SomeTest {
 *     @Test
 *     void something(TestCluster cluster) { ... }
 * }
 * }
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealApiServerExtension.class)
public @interface RealApiServer {}
