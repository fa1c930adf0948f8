{{/*
Return the proper image name
*/}}
{{- define "shop.image" -}}
{{ include "common.images.image" (dict "imageRoot" .Values.image "global" .Values.global "chart" .Chart) }}
{{- end -}}

{{- define "shop.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
    {{ default (include "common.names.fullname" .) .Values.serviceAccount.name }}
{{- else -}}
    {{ default "default" .Values.serviceAccount.name }}
{{- end -}}
{{- end -}}

{{- define "shop.validateValues" -}}
{{- $messages := list -}}
{{- $messages := append $messages (include "shop.validateValues.clone" .) -}}
{{- $messages := append $messages (include "shop.validateValues.spread" .) -}}
{{- $messages := without $messages "" -}}
{{- $message := join "\n" $messages -}}
{{- if $message -}}
{{-   printf "\nVALUES VALIDATION:\n%s" $message | fail -}}
{{- end -}}
{{- end -}}

{{- define "shop.validateValues.clone" -}}
{{- if and .Values.cloneFromGit.enabled (or (not .Values.cloneFromGit.repository) (not .Values.cloneFromGit.branch)) -}}
shop: cloneFromGit
    When enabling cloneFromGit.enabled, the values repository and branch must be given (--set cloneFromGit.branch="xxxx")
{{- end -}}
{{- end -}}

{{- define "shop.validateValues.spread" -}}
{{- if and (gt (len .Values.topologySpreadConstraints) 4) (ne .Values.podAntiAffinityPreset "hard") -}}
shop: topologySpreadConstraints
    Too many of them
{{- end -}}
{{- end -}}
