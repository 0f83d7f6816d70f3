package dev.hathora.operator.chart;

import java.util.List;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * What a role of the chart grants, to be granted again elsewhere without one verb.
 *
 * @param name the role's; for a role of the cluster, without the namespace of its release
 * @param inCluster whether it counts in the whole cluster
 */
record Grant(String name, boolean inCluster, List<PolicyRule> rules) {
    private static final String RBAC = "rbac.authorization.k8s.io";

    static Grant of(Role role) {
        return new Grant(role.getMetadata().getName(), false, role.getRules());
    }

    static Grant of(ClusterRole role, String namespace) {
        return new Grant(role.getMetadata().getName().substring(namespace.length() + 1), true, role.getRules());
    }

    /** Each right in three words: role, resource, verb. */
    Stream<String> rights() {
        return rules.stream().flatMap(rule -> rule.getResources().stream()
                .flatMap(resource -> rule.getVerbs().stream().map(verb -> right(resource, verb))));
    }

    private String right(String resource, String verb) {
        return "%s %s %s".formatted(name, resource, verb);
    }

    boolean mentions(String resource) {
        return rules.stream().anyMatch(rule -> rule.getResources().contains(resource));
    }

    /** The same, apart from one right, if it is among these. */
    Grant without(String right) {
        return new Grant(name, inCluster, rules.stream().map(rule -> new PolicyRuleBuilder(rule)
                .withVerbs(rule.getVerbs().stream()
                        .filter(verb -> !right.equals(right(rule.getResources().get(0), verb))).toList())
                .build()).filter(rule -> !rule.getVerbs().isEmpty()).toList());
    }

    /** Grants it to a ServiceAccount, in its namespace or in the cluster, and waits until it counts. */
    void to(KubernetesClient admin, String account, String namespace) {
        if (inCluster) {
            String ownName = namespace + "-" + name;
            admin.resource(new ClusterRoleBuilder().withNewMetadata().withName(ownName).endMetadata().withRules(rules)
                    .build()).create();
            admin.resource(new ClusterRoleBindingBuilder().withNewMetadata().withName(ownName).endMetadata()
                    .withNewRoleRef(RBAC, "ClusterRole", ownName)
                    .addNewSubject(null, "ServiceAccount", account, namespace).build()).create();
        } else {
            admin.resource(new RoleBuilder().withNewMetadata().withName(name).withNamespace(namespace).endMetadata()
                    .withRules(rules).build()).create();
            admin.resource(new RoleBindingBuilder().withNewMetadata().withName(name).withNamespace(namespace)
                    .endMetadata().withNewRoleRef(RBAC, "Role", name)
                    .addNewSubject(null, "ServiceAccount", account, namespace).build()).create();
        }
        awaitFor(admin, account, namespace);
    }

    /** Waits until it counts that this was granted. */
    void awaitFor(KubernetesClient admin, String account, String namespace) {
        EffectiveRights.await(admin, account, namespace, inCluster ? null : namespace, rules, true);
    }

    /** Takes back what was granted in the cluster. The rest goes with the namespace. */
    void withdraw(KubernetesClient admin, String namespace) {
        if (inCluster) {
            admin.rbac().clusterRoleBindings().withName(namespace + "-" + name).delete();
            admin.rbac().clusterRoles().withName(namespace + "-" + name).delete();
        }
    }

    static void createAccount(KubernetesClient admin, String name, String namespace) {
        admin.resource(new ServiceAccountBuilder().withNewMetadata().withName(name).withNamespace(namespace)
                .endMetadata().build()).create();
    }
}
