package dev.hathora.operator.api.hathoraapplication;

import dev.hathora.operator.api.ApiGroup;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * A multiplayer game that host runs in this cluster: its image, its ports, and where its rooms may be created. Game
 * servers run as Pods in the namespace of this resource. Each change of what they run is a new deployment, which new
 * rooms use. When this resource is deleted, its game servers are ended first.
 */
@Group(ApiGroup.NAME)
@Version("v1alpha1")
@Plural("hathoraapplications")
@ShortNames("happ")
@Categories("hathora")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "App", jsonPath = ".status.appId")
@AdditionalPrinterColumn(
        name = "Deployment",
        jsonPath = ".status.deployments[0].number",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Processes",
        jsonPath = ".status.processes.running",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Rooms",
        jsonPath = ".status.rooms.active",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Starting",
        jsonPath = ".status.processes.starting",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Draining",
        jsonPath = ".status.processes.draining",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
@AdditionalPrinterColumn(name = "Image", jsonPath = ".spec.image", priority = 1)
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason", priority = 1)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.conditions[?(@.type==\"Ready\")].message", priority = 1)
@ValidationRule(
        value = "self.metadata.name.size() <= " + HathoraApplication.MAX_NAME_LENGTH,
        message = "metadata.name may have at most 63 characters, because Pods have it as a label: shorten it")
@ValidationRule(
        value = "!has(self.spec.appId) || has(oldSelf.spec.appId) || !has(oldSelf.status) "
                + "|| !has(oldSelf.status.appId) || oldSelf.status.appId == self.spec.appId",
        fieldPath = ".spec.appId",
        reason = "FieldValueForbidden",
        message = "the application has another id already: write the one in status.appId, or remove appId")
public class HathoraApplication extends CustomResource<HathoraApplicationSpec, HathoraApplicationStatus>
        implements
            Namespaced {
    /** The finalizer. It keeps the resource until the game servers of the application have ended. */
    public static final String FINALIZER = ApiGroup.NAME + "/application";

    /** The maximum length of a name: that of a label's value. */
    public static final int MAX_NAME_LENGTH = 63;

    /** {@inheritDoc} */
    @Override
    @ValidationRule(
            value = "!has(oldSelf.appId) || (has(self.appId) && self.appId == oldSelf.appId)",
            fieldPath = ".appId",
            reason = "FieldValueForbidden",
            message = "appId can't be changed: delete this resource and create a new one")
    public HathoraApplicationSpec getSpec() {
        return super.getSpec();
    }

    @Override
    protected HathoraApplicationStatus initStatus() {
        return HathoraApplicationStatus.EMPTY;
    }
}
