{{/*
Two releases for the same namespaces would both manage the same rooms: they would send twice as many calls and undo each
other's changes. They may share namespaces if each has a different watchSelector. The chart can't check whether the
selectors really select different rooms. Without access to the cluster (helm template, Argo CD), nothing is detected.

The roles show what a release manages. An installer without permission to install the CRD has no permission to list roles
in all namespaces either, so in that case only the release's own namespaces are checked.
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
{{- fail (printf "release %s in namespace %s already manages %s in %s: upgrade or uninstall that release, or set watchNamespaces so that the two releases share no namespace, or give each of them a different watchSelector, such as shard=a and shard=b" $release $place (empty $selector | ternary "all rooms" (printf "rooms that match %s" $selector)) (default "all namespaces" $namespace)) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* Helm's own message about a CRD with another owner does not say what to do. */}}
{{- define "hathora-operator.checkCrd" -}}
{{- if .Values.crds.install }}
{{- range $name := list "hathorarooms.hathora.dev" "hathoraapplications.hathora.dev" "hathoraroomsets.hathora.dev" }}
{{- $crd := lookup "apiextensions.k8s.io/v1" "CustomResourceDefinition" "" $name }}
{{- if $crd }}
{{- $annotations := default dict $crd.metadata.annotations }}
{{- $release := default "" (get $annotations "meta.helm.sh/release-name") }}
{{- $place := default "" (get $annotations "meta.helm.sh/release-namespace") }}
{{- if not (and (eq $release $.Release.Name) (eq $place $.Release.Namespace)) }}
{{- $owner := empty $release | ternary "was not installed by Helm" (printf "belongs to release %s in namespace %s" $release $place) }}
{{- $adopt := printf "kubectl annotate --overwrite crd %s meta.helm.sh/release-name=%s meta.helm.sh/release-namespace=%s && kubectl label --overwrite crd %s app.kubernetes.io/managed-by=Helm" $name $.Release.Name $.Release.Namespace $name }}
{{- fail (printf "the CRD %s exists and %s. Set crds.install=false to leave it to its owner. Or let this release take it over: %s, then again with --force-conflicts (not needed before Helm 4)" $name $owner $adopt) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
