# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a new chart, path -> text; <CHARTNAME> stands for the chart's name. Texts only, no logic."""

from __future__ import annotations

from .scaffold_settings import CHART, IGNORE, VALUES

_HELPERS = """\
{{- /* The chart's name, or what nameOverride says; Kubernetes takes 63 characters. */}}
{{- define "<CHARTNAME>.name" -}}
{{ coalesce .Values.nameOverride .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- /* The objects' name: release and chart, without saying the same twice. */}}
{{- define "<CHARTNAME>.fullname" -}}
{{- $chart := coalesce .Values.nameOverride .Chart.Name }}
{{- $full := contains $chart .Release.Name | ternary .Release.Name (print .Release.Name "-" $chart) }}
{{- coalesce .Values.fullnameOverride $full | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- /* What the pods are found by; never change these on a release that is installed. */}}
{{- define "<CHARTNAME>.selectorLabels" -}}
app.kubernetes.io/name: {{ include "<CHARTNAME>.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* The chart and its version, as a label's value may be. */}}
{{- define "<CHARTNAME>.chart" -}}
{{ print .Chart.Name "-" .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- /* Every object's labels. */}}
{{- define "<CHARTNAME>.labels" -}}
{{ include "<CHARTNAME>.selectorLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ include "<CHARTNAME>.chart" . }}
{{- with .Chart.AppVersion }}
app.kubernetes.io/version: {{ quote . }}
{{- end }}
{{- end }}

{{- /* Name and labels, with the annotations given: a list of the root and the annotations. */}}
{{- define "<CHARTNAME>.metadata" -}}
{{- $root := first . -}}
name: {{ include "<CHARTNAME>.fullname" $root }}
labels:
  {{- include "<CHARTNAME>.labels" $root | nindent 2 }}
{{- with last . }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- /* The fields of a mapping that have something in them. */}}
{{- define "<CHARTNAME>.fields" -}}
{{- $given := dict }}
{{- range $field, $value := . }}
{{- if $value }}{{ $_ := set $given $field $value }}{{ end }}
{{- end }}
{{- if $given }}{{ toYaml $given }}{{ end }}
{{- end }}

{{- /* The account that the pods run as. */}}
{{- define "<CHARTNAME>.serviceAccountName" -}}
{{- $own := .Values.serviceAccount.create | ternary (include "<CHARTNAME>.fullname" .) "default" }}
{{- coalesce .Values.serviceAccount.name $own }}
{{- end }}
"""

_DEPLOYMENT = """\
{{- $pod := pick .Values "imagePullSecrets" "volumes" "nodeSelector" "affinity" "tolerations" }}
{{- $_ := set $pod "securityContext" .Values.podSecurityContext }}
{{- $container := pick .Values "securityContext" "livenessProbe" "readinessProbe" "resources" "volumeMounts" }}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "<CHARTNAME>.metadata" (list . nil) | nindent 2 }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "<CHARTNAME>.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "<CHARTNAME>.labels" . | nindent 8 }}
        {{- with .Values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with .Values.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      serviceAccountName: {{ include "<CHARTNAME>.serviceAccountName" . }}
      {{- with include "<CHARTNAME>.fields" $pod }}
      {{- . | nindent 6 }}
      {{- end }}
      containers:
        - name: {{ .Chart.Name }}
          image: {{ print .Values.image.repository ":" (coalesce .Values.image.tag .Chart.AppVersion) | quote }}
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          ports:
            - name: http
              protocol: TCP
              containerPort: {{ .Values.service.port }}
          {{- with include "<CHARTNAME>.fields" $container }}
          {{- . | nindent 10 }}
          {{- end }}
"""

_SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  {{- include "<CHARTNAME>.metadata" (list . nil) | nindent 2 }}
spec:
  type: {{ .Values.service.type }}
  selector:
    {{- include "<CHARTNAME>.selectorLabels" . | nindent 4 }}
  ports:
    - name: http
      protocol: TCP
      port: {{ .Values.service.port }}
      targetPort: http
"""

_SERVICE_ACCOUNT = """\
{{- with .Values.serviceAccount }}
{{- if .create }}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "<CHARTNAME>.serviceAccountName" $ }}
  labels:
    {{- include "<CHARTNAME>.labels" $ | nindent 4 }}
  {{- with .annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
automountServiceAccountToken: {{ .automount }}
{{- end }}
{{- end }}
"""

_AUTOSCALER = """\
{{- with .Values.autoscaling }}
{{- if .enabled }}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  {{- include "<CHARTNAME>.metadata" (list $ nil) | nindent 2 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "<CHARTNAME>.fullname" $ }}
  minReplicas: {{ .minReplicas }}
  maxReplicas: {{ .maxReplicas }}
  metrics:
    {{- $wanted := dict "cpu" .targetCPUUtilizationPercentage "memory" .targetMemoryUtilizationPercentage }}
    {{- range $resource, $percentage := $wanted }}
    {{- if $percentage }}
    - type: Resource
      resource:
        name: {{ $resource }}
        target:
          type: Utilization
          averageUtilization: {{ $percentage }}
    {{- end }}
    {{- end }}
{{- end }}
{{- end }}
"""

_INGRESS = """\
{{- with .Values.ingress }}
{{- if .enabled }}
{{- $backend := dict "name" (include "<CHARTNAME>.fullname" $) "port" (dict "number" $.Values.service.port) }}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  {{- include "<CHARTNAME>.metadata" (list $ .annotations) | nindent 2 }}
spec:
  {{- with .className }}
  ingressClassName: {{ . }}
  {{- end }}
  {{- with .tls }}
  tls:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  rules:
    {{- range .hosts }}
    - host: {{ quote .host }}
      http:
        paths:
          {{- range .paths }}
          - backend:
              service:
                {{- toYaml $backend | nindent 16 }}
            {{- pick . "path" "pathType" | toYaml | nindent 12 }}
          {{- end }}
    {{- end }}
{{- end }}
{{- end }}
"""

_HTTP_ROUTE = """\
{{- with .Values.httpRoute }}
{{- if .enabled }}
{{- $backend := dict "name" (include "<CHARTNAME>.fullname" $) "port" $.Values.service.port "weight" 1 }}
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  {{- include "<CHARTNAME>.metadata" (list $ .annotations) | nindent 2 }}
spec:
  {{- include "<CHARTNAME>.fields" (pick . "parentRefs" "hostnames") | nindent 2 }}
  rules:
    {{- range .rules }}
    - backendRefs:
        {{- list $backend | toYaml | nindent 8 }}
      {{- with include "<CHARTNAME>.fields" (pick . "matches" "filters") }}
      {{- . | nindent 6 }}
      {{- end }}
    {{- end }}
{{- end }}
{{- end }}
"""

_TEST = """\
apiVersion: v1
kind: Pod
metadata:
  name: {{ include "<CHARTNAME>.fullname" . }}-test-connection
  labels:
    {{- include "<CHARTNAME>.labels" . | nindent 4 }}
  annotations:
    helm.sh/hook: test
spec:
  restartPolicy: Never
  containers:
    - name: wget
      image: busybox
      command: [wget]
      args: ["{{ include "<CHARTNAME>.fullname" . }}:{{ .Values.service.port }}"]
"""

_NOTES = """\
{{- $service := include "<CHARTNAME>.fullname" . -}}
{{ .Chart.Name }} is installed as {{ .Release.Name }} in the namespace {{ .Release.Namespace }}.
{{ if .Values.httpRoute.enabled }}
It is reached through the gateway {{ (first .Values.httpRoute.parentRefs).name }}:
{{- range .Values.httpRoute.hostnames }}
  http://{{ . }}/
{{- end }}
{{- else if .Values.ingress.enabled }}
It is reached at:
{{- $scheme := empty .Values.ingress.tls | ternary "http" "https" }}
{{- range $host := .Values.ingress.hosts }}
{{- range .paths }}
  {{ $scheme }}://{{ $host.host }}{{ .path }}
{{- end }}
{{- end }}
{{- else if eq .Values.service.type "ClusterIP" }}
It is reached from this machine with:
  kubectl --namespace {{ .Release.Namespace }} port-forward service/{{ $service }} 8080:{{ .Values.service.port }}
and then at http://127.0.0.1:8080
{{- else }}
Its addresses and ports are shown by:
  kubectl --namespace {{ .Release.Namespace }} get service {{ $service }} -o wide
{{- end }}
"""

FILES = {
    ".helmignore": IGNORE,
    "Chart.yaml": CHART,
    "values.yaml": VALUES,
    "templates/NOTES.txt": _NOTES,
    "templates/_helpers.tpl": _HELPERS,
    "templates/deployment.yaml": _DEPLOYMENT,
    "templates/hpa.yaml": _AUTOSCALER,
    "templates/httproute.yaml": _HTTP_ROUTE,
    "templates/ingress.yaml": _INGRESS,
    "templates/service.yaml": _SERVICE,
    "templates/serviceaccount.yaml": _SERVICE_ACCOUNT,
    "templates/tests/test-connection.yaml": _TEST,
}
