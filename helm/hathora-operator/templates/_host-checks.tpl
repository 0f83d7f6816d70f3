{{/* Settings of the host that contradict each other, or lose records. */}}
{{- define "hathora-operator.checkHost" -}}
{{- $name := include "hathora-operator.host" . }}
{{- with .Values.host }}
{{- if not (include "hathora-operator.tokenSecret" $) }}
{{- fail "host.enabled needs a token, which its clients and the operator send. Set token.existingSecret to the name of a Secret (kubectl create secret generic hathora --from-literal=token=$(openssl rand -hex 32)), or set token.value" }}
{{- end }}
{{- if and .namespaces .allNamespaces }}
{{- fail "host.namespaces and host.allNamespaces are mutually exclusive: remove one of them" }}
{{- end }}
{{- if and (gt (int .replicas) 1) (not .database.url) }}
{{- fail "host.replicas above 1 needs host.database.url: only one host can use SQLite. Set host.replicas=1, or use PostgreSQL" }}
{{- end }}
{{- if and .database.url (not .database.existingSecret) }}
{{- fail "host.database.url needs host.database.existingSecret, a Secret with the user and the password of the database (kubectl create secret generic hathora-database --from-literal=username=… --from-literal=password=…)" }}
{{- end }}
{{- if and (not .database.url) (not .persistence.enabled) (not .persistence.acceptLoss) }}
{{- fail "host.persistence.enabled=false loses all records, and with them all rooms, whenever the Pod is replaced. Leave it at true, or set host.database.url. For a trial, set host.persistence.acceptLoss=true as well" }}
{{- end }}
{{- if and .ingress.enabled (not .ingress.hostname) }}
{{- fail "host.ingress.enabled needs host.ingress.hostname, the host name of the API" }}
{{- end }}
{{- if and .gateway.enabled (not .gateway.parentRefs) }}
{{- fail "host.gateway.enabled needs host.gateway.parentRefs, the Gateways of the route" }}
{{- end }}
{{- if and .database.url (lookup "v1" "PersistentVolumeClaim" $.Release.Namespace $name) }}
{{- fail (printf "the PersistentVolumeClaim %s exists, with the records of a host that used SQLite. With host.database.url, its rooms would be lost while their game servers run on. Unset host.database.url. Or, if these records are not needed, end the game servers and delete the claim: kubectl -n %s delete pvc %s" $name $.Release.Namespace $name) }}
{{- end }}
{{- end }}
{{- end }}
