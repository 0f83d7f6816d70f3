{{/* The alerts for the operator and, if there is one, for the host. */}}
{{- define "hathora-operator.alerts" -}}
groups:
  {{- include "hathora-operator.alertGroups" (dict "root" . "file" "files/alerts.yaml" "fileJob" "hathora-operator" "job" (include "hathora-operator.fullname" .)) }}
  {{- if .Values.host.enabled }}
  {{- include "hathora-operator.alertGroups" (dict "root" . "file" "files/alerts-host.yaml" "fileJob" "hathora-operator-host-metrics" "job" (include "hathora-operator.hostMetrics" .)) }}
  {{- end }}
{{- end }}

{{/* The groups of one file, limited to this release, and configured by the values. */}}
{{- define "hathora-operator.alertGroups" -}}
{{- $values := .root.Values.metrics.prometheusRule }}
{{- $inFile := printf "namespace=%q,job=%q" "hathora" .fileJob }}
{{- $scope := printf "namespace=%q,job=%q" .root.Release.Namespace .job }}
{{- $file := .root.Files.Get .file | replace $inFile $scope | fromYaml }}
{{- range $group := $file.groups }}
  - name: {{ $group.name }}
    rules:
    {{- range $rule := $group.rules }}
    {{- if not (has $rule.alert $values.disabled) }}
    {{- $_ := mergeOverwrite $rule.labels $values.additionalRuleLabels }}
    {{- with $values.runbookUrl }}
    {{- $_ := set $rule.annotations "runbook_url" (printf "%s/%s" (trimSuffix "/" .) $rule.annotations.runbook_url) }}
    {{- end }}
      - {{- toYaml $rule | nindent 8 }}
    {{- end }}
    {{- end }}
{{- end }}
{{- end }}
