{{/*
Two releases over the same namespaces would both look after the same rooms: twice the calls, and each undoing what the
other was told to do. They may share namespaces where each has a watchSelector of its own; whether the two really select
different rooms can't be told from here. Where the cluster can't be asked (helm template, Argo CD), nothing is found.

Roles say what a release looks after. An installer who may not install the CRD may not list roles in all namespaces either,
so then only the release's own namespaces are asked.
*/}}
{{- define "hathora-operator.checkNeighbours" -}}
{{- $all := or .Values.crds.install (not .Values.watchNamespaces) }}
{{- if .Values.rbac.create }}
{{- $neighbours := list }}
{{- if $all }}
{{- $neighbours = concat $neighbours (dig "items" list (lookup "rbac.authorization.k8s.io/v1" "ClusterRole" "" "")) }}
{{- $neighbours = concat $neighbours (dig "items" list (lookup "rbac.authorization.k8s.io/v1" "Role" "" "")) }}
{{- else }}
{{- range .Values.watchNamespaces }}
{{- $neighbours = concat $neighbours (dig "items" list (lookup "rbac.authorization.k8s.io/v1" "Role" . "")) }}
{{- end }}
{{- end }}
{{- range $neighbours }}
{{- $labels := default dict .metadata.labels }}
{{- $annotations := default dict .metadata.annotations }}
{{- $release := get $labels "app.kubernetes.io/instance" }}
{{- $place := get $annotations "hathora.dev/release-namespace" }}
{{- $selector := get $annotations "hathora.dev/watch-selector" }}
{{- $namespace := default "" .metadata.namespace }}
{{- if and (eq (get $labels "app.kubernetes.io/part-of") "hathora-operator") (eq (get $annotations "hathora.dev/looks-after") "rooms") }}
{{- $own := and (eq $release $.Release.Name) (eq $place $.Release.Namespace) }}
{{- $overlaps := or (not $namespace) (not $.Values.watchNamespaces) (has $namespace $.Values.watchNamespaces) }}
{{- $apart := and $selector $.Values.watchSelector (ne $selector $.Values.watchSelector) }}
{{- if and $overlaps (not $own) (not $apart) }}
{{- fail (printf "release %s in namespace %s already looks after %s in %s: upgrade or uninstall that one, or set watchNamespaces so that the two share none, or give both of them a watchSelector, each its own, such as shard=a and shard=b" $release $place (empty $selector | ternary "all rooms" (printf "rooms that match %s" $selector)) (default "all namespaces" $namespace)) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* Helm's own message about a CRD of somebody else does not say what to do. */}}
{{- define "hathora-operator.checkCrd" -}}
{{- if .Values.crds.install }}
{{- $crd := lookup "apiextensions.k8s.io/v1" "CustomResourceDefinition" "" "hathorarooms.hathora.dev" }}
{{- if $crd }}
{{- $annotations := default dict $crd.metadata.annotations }}
{{- $release := default "" (get $annotations "meta.helm.sh/release-name") }}
{{- $place := default "" (get $annotations "meta.helm.sh/release-namespace") }}
{{- if not (and (eq $release .Release.Name) (eq $place .Release.Namespace)) }}
{{- $owner := empty $release | ternary "was not installed by Helm" (printf "belongs to release %s in namespace %s" $release $place) }}
{{- $adopt := printf "kubectl annotate --overwrite crd hathorarooms.hathora.dev meta.helm.sh/release-name=%s meta.helm.sh/release-namespace=%s && kubectl label --overwrite crd hathorarooms.hathora.dev app.kubernetes.io/managed-by=Helm" .Release.Name .Release.Namespace }}
{{- fail (printf "the CRD hathorarooms.hathora.dev exists and %s. Set crds.install=false and leave it to its owner; or let this release take it over: %s, then again with --force-conflicts (not needed before Helm 4)" $owner $adopt) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
