{{- define "exporter.labels" }}
app: {{ coalesce .Values.nameOverride .Values.name .Chart.Name }}
chart: {{ .Chart.Name }}-{{ .Chart.Version | replace "+" "_" }}
heritage: {{ .Release.Service }}
release: {{ .Release.Name }}
{{- end }}
{{- define "exporter.first-use" -}}
{{- if .Release.IsInstall }}installed{{ else if .Release.IsUpgrade }}upgraded{{ end -}}
{{- end -}}
