package dev.hathora.operator.chart;

import java.time.Duration;
import java.util.List;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Waits until rights count that were granted, or count no more. The API server watches roles and bindings like
 * everybody else, so it learns of a change a moment later.
 */
final class EffectiveRights {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private EffectiveRights() {}

    /** Waits until the ServiceAccounts of a binding have what its role grants, or have it no more. */
    static void await(KubernetesClient admin, RoleBinding binding, boolean granted) {
        String where = binding.getMetadata().getNamespace();
        List<PolicyRule> rules = admin.rbac().roles().inNamespace(where).withName(binding.getRoleRef().getName()).get()
                .getRules();
        binding.getSubjects().forEach(
                subject -> await(admin, subject.getName(), subject.getNamespace(), where, rules, granted));
    }

    /**
     * The same for one ServiceAccount. A role comes and goes as a whole: its last right stands for all.
     *
     * @param where the namespace that the rules are for; null: the whole cluster
     * @param rules those of the role
     */
    static void await(KubernetesClient admin, String account, String namespace, @Nullable String where,
            List<PolicyRule> rules, boolean granted) {
        if (rules.isEmpty()) {
            return;
        }
        SubjectAccessReview question = question("system:serviceaccount:%s:%s".formatted(namespace, account), where,
                rules.getLast());
        Awaitility.await("rights of " + account).atMost(PATIENCE).pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20)).until(() -> admin.authorization().v1().subjectAccessReview()
                        .create(question).getStatus().getAllowed() == granted);
    }

    private static SubjectAccessReview question(String user, @Nullable String where, PolicyRule rule) {
        String[] resource = rule.getResources().getLast().split("/", 2);
        List<String> names = rule.getResourceNames();
        return new SubjectAccessReviewBuilder().withNewSpec().withUser(user).withNewResourceAttributes()
                .withNamespace(where).withGroup(rule.getApiGroups().getLast()).withResource(resource[0])
                .withSubresource(resource.length == 1 ? null : resource[1])
                .withName(names == null || names.isEmpty() ? null : names.getLast())
                .withVerb(rule.getVerbs().getLast()).endResourceAttributes().endSpec().build();
    }
}
