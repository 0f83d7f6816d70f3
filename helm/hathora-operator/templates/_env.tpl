{{/* The settings of the operator. Empty values are omitted, so that the operator's defaults apply. */}}
{{- define "hathora-operator.env" -}}
{{- if .Values.simulator.enabled -}}
- name: HATHORA_API_URL
  value: http://{{ include "hathora-operator.simulator" . }}.{{ .Release.Namespace }}.svc:8080
- name: HATHORA_DEV_TOKEN
  value: {{ .Values.simulator.token | quote }}
{{- else -}}
- name: HATHORA_API_URL
  value: {{ .Values.host.enabled | ternary (include "hathora-operator.hostUrl" .) .Values.hathora.apiUrl | quote }}
{{- if .Values.hathora.allowHttp }}
- name: HATHORA_ALLOW_HTTP
  value: "true"
{{- end }}
{{- if include "hathora-operator.tokenSecret" . }}
- name: HATHORA_DEV_TOKEN_FILE
  value: /var/run/secrets/hathora/token
{{- end }}
{{- end }}
{{- with .Values.hathora.apiMovedFrom }}
- name: HATHORA_API_MOVED_FROM
  value: {{ join "," . | quote }}
{{- end }}
{{- with .Values.hathora.apiAliases }}
- name: HATHORA_API_ALIASES
  value: {{ join "," . | quote }}
{{- end }}
{{- if .Values.hathora.caConfigMap }}
- name: HATHORA_CA_FILE
  value: /etc/hathora/ca/ca.pem
{{- end }}
{{- with .Values.proxy.https }}
- name: HTTPS_PROXY
  value: {{ . | quote }}
{{- end }}
{{- with .Values.proxy.http }}
- name: HTTP_PROXY
  value: {{ . | quote }}
{{- end }}
{{- $proxy := or .Values.proxy.https .Values.proxy.http .Values.proxy.exceptions }}
{{- $ownExceptions := false }}
{{- range .Values.extraEnv }}
{{- $proxy = or $proxy (regexMatch "^(?i)(https?|all)_proxy$" .name) }}
{{- $ownExceptions = or $ownExceptions (regexMatch "^(?i)no_proxy$" .name) }}
{{- end }}
{{- if and $proxy (not $ownExceptions) }}
- name: NO_PROXY
  value: {{ printf "%s,$(KUBERNETES_SERVICE_HOST),localhost,.svc,.cluster.local" .Values.proxy.exceptions | trimPrefix "," | quote }}
{{- end }}
{{- with .Values.hathora.appId }}
- name: HATHORA_APP_ID
  value: {{ . | quote }}
{{- end }}
{{- if not .Values.rbac.credentialsSecrets.labelRequired }}
- name: CREDENTIALS_LABEL_REQUIRED
  value: "false"
{{- end }}
{{- with .Values.watchNamespaces }}
- name: WATCH_NAMESPACES
  value: {{ join "," . | quote }}
{{- end }}
{{- with .Values.watchSelector }}
- name: WATCH_SELECTOR
  value: {{ . | quote }}
{{- end }}
{{- if .Values.adoptRestored }}
- name: ADOPT_RESTORED
  value: "true"
{{- end }}
- name: POLL_INTERVAL
  value: {{ .Values.pollInterval | quote }}
- name: HATHORA_RATE_LIMIT
  value: {{ .Values.hathora.rateLimit | quote }}
- name: LOG_FORMAT
  value: {{ .Values.logFormat | quote }}
- name: LEADER_ELECTION_NAME
  value: {{ include "hathora-operator.fullname" . }}
# The holder of the lease.
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* The settings of the host. */}}
{{- define "hathora-operator.hostEnv" -}}
{{- with .Values.host -}}
- name: HOST_RUNTIME
  value: kubernetes
- name: HOST_BIND
  value: 0.0.0.0
- name: HOST_PORT
  value: "8181"
- name: HOST_METRICS_PORT
  value: "8080"
- name: HOST_API_URL
  value: {{ include "hathora-operator.hostUrl" $ }}
# Where clients measure the latency to.
- name: HOST_PUBLIC_HOST
  value: {{ .ingress.hostname | default (include "hathora-operator.hostGatewayName" $) | default (printf "%s.%s.svc" (include "hathora-operator.host" $) $.Release.Namespace) | quote }}
- name: HOST_NAMESPACES
  value: {{ include "hathora-operator.hostNamespaces" $ | quote }}
- name: HOST_PORTS
  value: {{ .ports | quote }}
- name: HOST_TLS_SECRET
  value: {{ .tls.secret }}
- name: HOST_TLS_PROXY_IMAGE
  value: {{ .tls.proxyImage | quote }}
- name: HATHORA_DEV_TOKEN_FILE
  value: /var/run/secrets/hathora/token
{{- if .database.url }}
- name: HOST_DATABASE_URL
  value: {{ .database.url | quote }}
- name: HOST_DATABASE_USER
  valueFrom:
    secretKeyRef:
      name: {{ .database.existingSecret }}
      key: {{ .database.userKey }}
- name: HOST_DATABASE_PASSWORD_FILE
  value: /var/run/secrets/database/password
{{- else }}
- name: HOST_DATABASE_URL
  value: jdbc:sqlite:/var/lib/hathora/host.db
{{- end }}
- name: LOG_FORMAT
  value: {{ $.Values.logFormat | quote }}
# Names this replica in the log.
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
# The host's own namespace.
- name: POD_NAMESPACE
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
{{- with .extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- end }}
