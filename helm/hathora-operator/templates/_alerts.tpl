{{/* The alerts of files/alerts.yaml, limited to this release, and configured by the values. */}}
{{- define "hathora-operator.alerts" -}}
{{- $values := .Values.metrics.prometheusRule }}
{{- $scope := printf "namespace=%q,job=%q" .Release.Namespace (include "hathora-operator.fullname" .) }}
{{- $file := .Files.Get "files/alerts.yaml" | replace "namespace=\"hathora\",job=\"hathora-operator\"" $scope | fromYaml }}
groups:
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
