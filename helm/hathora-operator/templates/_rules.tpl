{{/* Permissions in a namespace with rooms. RightsTest removes each verb and checks what breaks. */}}
{{- define "hathora-operator.roomRules" -}}
- apiGroups: [hathora.dev]
  resources: [hathorarooms]
  verbs: [list, watch, create, patch, delete]
- apiGroups: [hathora.dev]
  resources: [hathorarooms/status]
  verbs: [patch]
- apiGroups: [hathora.dev]
  resources: [hathoraroomsets]
  verbs: [list, watch, patch]
- apiGroups: [hathora.dev]
  resources: [hathoraroomsets/status]
  verbs: [patch]
- apiGroups: [""]
  resources: [events]
  verbs: [get, create, patch]
{{- end }}

{{/* To find resources of other operators with the same spec.roomId. */}}
{{- define "hathora-operator.holderRules" -}}
- apiGroups: [hathora.dev]
  resources: [hathorarooms]
  verbs: [list]
{{- end }}

{{/* Secrets are never listed or watched. */}}
{{- define "hathora-operator.credentialsRules" -}}
- apiGroups: [""]
  resources: [secrets]
  {{- with .Values.rbac.credentialsSecrets.names }}
  resourceNames: {{- toYaml . | nindent 4 }}
  {{- end }}
  verbs: [get]
{{- end }}

{{- define "hathora-operator.connectionRules" -}}
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, create, update, delete]
{{- end }}

{{/* The permission to create can't be limited by name. */}}
{{- define "hathora-operator.leaseRules" -}}
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [create]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [{{ include "hathora-operator.fullname" . }}]
  verbs: [get, update]
# The Lease belongs to the Deployment, and goes with it.
- apiGroups: [apps]
  resources: [deployments]
  resourceNames: [{{ include "hathora-operator.fullname" . }}]
  verbs: [get]
{{- end }}

{{/* Permissions of the host in a namespace with applications. Secrets are read by name, never listed or watched. */}}
{{- define "hathora-operator.hostRules" -}}
- apiGroups: [hathora.dev]
  resources: [hathoraapplications]
  verbs: [list, watch, patch]
- apiGroups: [hathora.dev]
  resources: [hathoraapplications/status]
  verbs: [patch]
- apiGroups: [""]
  resources: [pods]
  verbs: [list, watch, create, delete]
- apiGroups: [""]
  resources: [pods/log]
  verbs: [get]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [create]
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, create, update]
# Those of Pods that do not start are listed.
- apiGroups: [""]
  resources: [events]
  verbs: [get, list, create, patch]
{{- end }}

{{/* Addresses of nodes, and whether they are cordoned. The id of the cluster. */}}
{{- define "hathora-operator.hostClusterRules" -}}
- apiGroups: [""]
  resources: [nodes]
  verbs: [get, list, watch]
- apiGroups: [""]
  resources: [namespaces]
  resourceNames: [kube-system]
  verbs: [get]
{{- end }}

{{/*
A role and its binding to a ServiceAccount. Cluster-wide if there is no namespace.
Parameters: root, name, namespace, rules, annotations, account (default: the operator's).
*/}}
{{- define "hathora-operator.grant" -}}
{{- $prefix := empty .namespace | ternary "Cluster" "" }}
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ $prefix }}Role
metadata:
  name: {{ .name }}
  {{- with .namespace }}
  namespace: {{ . }}
  {{- end }}
  labels: {{- include "hathora-operator.labels" .root | nindent 4 }}
  {{- with .annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
rules:
  {{- .rules | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ $prefix }}RoleBinding
metadata:
  name: {{ .name }}
  {{- with .namespace }}
  namespace: {{ . }}
  {{- end }}
  labels: {{- include "hathora-operator.labels" .root | nindent 4 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ $prefix }}Role
  name: {{ .name }}
subjects:
  - kind: ServiceAccount
    name: {{ default (include "hathora-operator.serviceAccount" .root) .account }}
    namespace: {{ .root.Release.Namespace }}
{{- end }}
