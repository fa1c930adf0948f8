{{- define "estate.labels" -}}
{{ include "mason.labels" . }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}
