{{- define "hathora-operator.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "hathora-operator.fullname" -}}
{{- $name := include "hathora-operator.name" . }}
{{- $both := contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name) }}
{{- default $both .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- define "hathora-operator.simulator" -}}
{{ include "hathora-operator.fullname" . }}-simulator
{{- end }}

{{- define "hathora-operator.serviceAccount" -}}
{{- default (include "hathora-operator.fullname" .) .Values.serviceAccount.name }}
{{- end }}

{{/* The selector labels of pods. They must never change. */}}
{{- define "hathora-operator.selector" -}}
app.kubernetes.io/name: {{ include "hathora-operator.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* Labels of the release. */}}
{{- define "hathora-operator.releaseLabels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: hathora-operator
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name (.Chart.Version | replace "+" "_") }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "hathora-operator.labels" -}}
{{ include "hathora-operator.selector" . }}
app.kubernetes.io/component: operator
{{ include "hathora-operator.releaseLabels" . }}
{{- end }}

{{- define "hathora-operator.simulatorLabels" -}}
{{ include "hathora-operator.selector" . }}
app.kubernetes.io/component: simulator
{{ include "hathora-operator.releaseLabels" . }}
{{- end }}

{{- define "hathora-operator.host" -}}
{{ include "hathora-operator.fullname" . }}-host
{{- end }}

{{- define "hathora-operator.hostLabels" -}}
{{ include "hathora-operator.selector" . }}
app.kubernetes.io/component: host
{{ include "hathora-operator.releaseLabels" . }}
{{- end }}

{{/* The Service of the host's metrics, which is the job of its series. A name has up to 63 characters. */}}
{{- define "hathora-operator.hostMetrics" -}}
{{- printf "%s-metrics" (include "hathora-operator.host" .) | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* A component of its own, because ServiceMonitors select Services by it. */}}
{{- define "hathora-operator.hostMetricsLabels" -}}
{{ include "hathora-operator.selector" . }}
app.kubernetes.io/component: host-metrics
{{ include "hathora-operator.releaseLabels" . }}
{{- end }}

{{/* Where the operator and game servers reach the API of the host. */}}
{{- define "hathora-operator.hostUrl" -}}
http://{{ include "hathora-operator.host" . }}.{{ .Release.Namespace }}.svc:8181
{{- end }}

{{/* The namespaces of the host, separated by commas. Empty for all. */}}
{{- define "hathora-operator.hostNamespaces" -}}
{{- if not .Values.host.allNamespaces }}
{{- join "," (default (list .Release.Namespace) .Values.host.namespaces) }}
{{- end }}
{{- end }}

{{/* The claim for the records of SQLite. Empty if there is none. */}}
{{- define "hathora-operator.hostClaim" -}}
{{- if and .Values.host.persistence.enabled (not .Values.host.database.url) }}
{{- default (include "hathora-operator.host" .) .Values.host.persistence.existingClaim }}
{{- end }}
{{- end }}

{{- define "hathora-operator.testLabels" -}}
{{ include "hathora-operator.selector" . }}
app.kubernetes.io/component: test
{{- end }}

{{- define "hathora-operator.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ default $.Chart.AppVersion .tag }}{{ end }}
{{- end }}
{{- end }}

{{/* The name of the Secret with the operator's token. Empty if it has none. */}}
{{- define "hathora-operator.tokenSecret" -}}
{{- with .Values.token }}
{{- empty .value | ternary .existingSecret (printf "%s-token" (include "hathora-operator.fullname" $)) }}
{{- end }}
{{- end }}

{{/* The port of hathora.apiUrl, or the default port of its scheme. */}}
{{- define "hathora-operator.apiPort" -}}
{{- $url := urlParse (lower .Values.hathora.apiUrl) }}
{{- regexFind "[0-9]+$" (regexFind ":[0-9]+$" $url.host) | default (eq $url.scheme "http" | ternary 80 443) }}
{{- end }}

{{/* Pod settings for scheduling and image pulls. */}}
{{- define "hathora-operator.placement" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.podSecurityContext }}
securityContext: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The first host name of the route that is not a pattern. Empty if there is none. */}}
{{- define "hathora-operator.hostGatewayName" -}}
{{- $name := "" }}
{{- range .Values.host.gateway.hostnames | default list }}
{{- if not (or $name (hasPrefix "*" .)) }}{{ $name = . }}{{ end }}
{{- end }}
{{- $name }}
{{- end }}
