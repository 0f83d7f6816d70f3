package dev.hathora.operator.api.hathoraapplication;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hathora.operator.api.Region;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * A region in which rooms may be created.
 *
 * @param name The region, as Hathora spells it.
 * @param nodeSelector The labels that nodes of this region have. If omitted: all nodes.
 * @param tolerations Taints of these nodes that game servers tolerate.
 * @param warmProcesses This many game servers with a free place are kept running, so that rooms start at once.
 * @param maxProcesses More game servers than this are not started. A room that would need one is refused. If omitted:
 *     100.
 * @param ping What players measure the latency to this region with. If omitted: host itself.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(self.maxProcesses) || self.warmProcesses <= self.maxProcesses",
        fieldPath = ".warmProcesses",
        message = "warmProcesses is more than maxProcesses: lower it, or raise maxProcesses")
public record ApplicationRegion(
        @Required @Nullable Region name,

        @Size(max = 20)
        @Nullable Map<String, @Size(max = 63) String> nodeSelector,

        @Size(max = 20) @Nullable List<Toleration> tolerations,

        @Min(0)
        @Max(10_000)
        @Default("0") @Nullable Integer warmProcesses,

        @Min(1)
        @Max(100_000)
        @Nullable Integer maxProcesses,

        @Nullable Ping ping) {}
