# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of a new chart. NAME stands for the chart's name; only Python files reach a task, so they are constants."""

from __future__ import annotations

CHART = """\
apiVersion: v2
name: NAME
description: What this chart deploys, in a sentence
# application: templates that are deployed. library: templates for other charts to include.
type: application
# Of the chart: raise it with every change, https://semver.org
version: 0.1.0
# Of what the chart deploys; the default of image.tag. Keep the quotes: 1.10 is not 1.1.
appVersion: "1.16.0"
"""

VALUES = """\
# The defaults of NAME. Everything here can be changed for a release.

# How many pods run; without effect while autoscaling is enabled.
replicaCount: 1

image:
  repository: nginx
  # Always, IfNotPresent or Never
  pullPolicy: IfNotPresent
  # Empty: the chart's appVersion
  tag: ""

# Secrets to pull the image with: a list of {name: …}
imagePullSecrets: []
# Takes the place of the chart's name in the names of objects
nameOverride: ""
# Takes the place of the whole generated name
fullnameOverride: ""

serviceAccount:
  # Whether an account is made for the pods
  create: true
  # Whether its token is mounted into them
  automount: true
  annotations: {}
  # Empty: the generated name, or "default" where none is made
  name: ""

# Of the pods
podAnnotations: {}
podLabels: {}

# Of the pod as a whole, such as {fsGroup: 2000}
podSecurityContext: {}

# Of the container, such as {runAsNonRoot: true, readOnlyRootFilesystem: true}
securityContext: {}

service:
  # ClusterIP, NodePort or LoadBalancer
  type: ClusterIP
  # The port of the service and of the container
  port: 80

ingress:
  enabled: false
  # The IngressClass; empty: the cluster's default
  className: ""
  annotations: {}
  hosts:
    - host: chart-example.local
      paths:
        - path: /
          # Exact, Prefix or ImplementationSpecific
          pathType: ImplementationSpecific
  # A list of {secretName: …, hosts: [ … ]}
  tls: []

# A route of the Gateway API; its definitions and a controller must be in the cluster.
httpRoute:
  enabled: false
  annotations: {}
  # The gateways that the route belongs to
  parentRefs:
    - name: gateway
      sectionName: http
  hostnames:
    - chart-example.local
  # Each with matches, and filters where wanted; the service is the backend of all.
  rules:
    - matches:
        - path:
            type: PathPrefix
            value: /headers

# Of the container, such as {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 128Mi}}
resources: {}

livenessProbe:
  httpGet:
    path: /
    port: http
readinessProbe:
  httpGet:
    path: /
    port: http

autoscaling:
  enabled: false
  minReplicas: 1
  maxReplicas: 100
  targetCPUUtilizationPercentage: 80
  # targetMemoryUtilizationPercentage: 80

# Further volumes of the pod, and where the container mounts them
volumes: []
volumeMounts: []

# Where pods may run
nodeSelector: {}
tolerations: []
affinity: {}
"""

IGNORE = """\
# Files of this folder that are not part of the chart, a pattern a line (Go's filepath.Match; ** is an error).
.git/
.gitignore
.hg/
.hgignore
.svn/
.bzr/
.bzrignore
.DS_Store
.idea/
.project
.vscode/
*.tmproj
*.bak
*.orig
*.swp
*.tmp
*~
"""

HELPERS = """\
{{- /* The chart's name, or what the values say instead; 63 characters is what Kubernetes takes. */}}
{{- define "NAME.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- /* The name of the release's objects: RELEASE-CHART, or RELEASE alone where that holds the chart's name. */}}
{{- define "NAME.fullname" -}}
{{- $chart := .Values.nameOverride | default .Chart.Name }}
{{- $generated := ternary .Release.Name (printf "%s-%s" .Release.Name $chart) (contains $chart .Release.Name) }}
{{- .Values.fullnameOverride | default $generated | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- /* The labels that find the release's pods; they must never change. */}}
{{- define "NAME.selectorLabels" -}}
app.kubernetes.io/name: {{ include "NAME.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* The labels of every object. */}}
{{- define "NAME.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "NAME.selectorLabels" . }}
{{- with .Chart.AppVersion }}
app.kubernetes.io/version: {{ quote . }}
{{- end }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- /* The account that the pods run as. */}}
{{- define "NAME.serviceAccountName" -}}
{{- $generated := ternary (include "NAME.fullname" .) "default" .Values.serviceAccount.create }}
{{- .Values.serviceAccount.name | default $generated }}
{{- end }}
"""

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "NAME.fullname" . }}
  labels: {{- include "NAME.labels" . | nindent 4 }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  selector:
    matchLabels: {{- include "NAME.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      {{- with .Values.podAnnotations }}
      annotations: {{- toYaml . | nindent 8 }}
      {{- end }}
      labels:
        {{- include "NAME.labels" . | nindent 8 }}
        {{- with .Values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      {{- with .Values.imagePullSecrets }}
      imagePullSecrets: {{- toYaml . | nindent 8 }}
      {{- end }}
      serviceAccountName: {{ include "NAME.serviceAccountName" . }}
      {{- with .Values.podSecurityContext }}
      securityContext: {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          ports:
            - name: http
              containerPort: {{ .Values.service.port }}
              protocol: TCP
          {{- with .Values.securityContext }}
          securityContext: {{- toYaml . | nindent 12 }}
          {{- end }}
          {{- with .Values.livenessProbe }}
          livenessProbe: {{- toYaml . | nindent 12 }}
          {{- end }}
          {{- with .Values.readinessProbe }}
          readinessProbe: {{- toYaml . | nindent 12 }}
          {{- end }}
          {{- with .Values.resources }}
          resources: {{- toYaml . | nindent 12 }}
          {{- end }}
          {{- with .Values.volumeMounts }}
          volumeMounts: {{- toYaml . | nindent 12 }}
          {{- end }}
      {{- with .Values.volumes }}
      volumes: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.affinity }}
      affinity: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
"""

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: {{ include "NAME.fullname" . }}
  labels: {{- include "NAME.labels" . | nindent 4 }}
spec:
  type: {{ .Values.service.type }}
  selector: {{- include "NAME.selectorLabels" . | nindent 4 }}
  ports:
    - name: http
      protocol: TCP
      port: {{ .Values.service.port }}
      targetPort: http
"""

SERVICE_ACCOUNT = """\
{{- with .Values.serviceAccount }}
{{- if .create }}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "NAME.serviceAccountName" $ }}
  labels: {{- include "NAME.labels" $ | nindent 4 }}
  {{- with .annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
automountServiceAccountToken: {{ .automount }}
{{- end }}
{{- end }}
"""

HPA = """\
{{- if .Values.autoscaling.enabled }}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "NAME.fullname" . }}
  labels: {{- include "NAME.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "NAME.fullname" . }}
  {{- with .Values.autoscaling }}
  minReplicas: {{ .minReplicas }}
  maxReplicas: {{ .maxReplicas }}
  metrics:
    {{- $targets := dict "cpu" .targetCPUUtilizationPercentage "memory" .targetMemoryUtilizationPercentage }}
    {{- range $resource, $percentage := $targets }}
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

INGRESS = """\
{{- if .Values.ingress.enabled }}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ include "NAME.fullname" . }}
  labels: {{- include "NAME.labels" . | nindent 4 }}
  {{- with .Values.ingress.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- with .Values.ingress.className }}
  ingressClassName: {{ . }}
  {{- end }}
  {{- with .Values.ingress.tls }}
  tls:
    {{- range . }}
    - secretName: {{ .secretName }}
      hosts: {{- toYaml .hosts | nindent 8 }}
    {{- end }}
  {{- end }}
  rules:
    {{- range .Values.ingress.hosts }}
    - host: {{ quote .host }}
      http:
        paths:
          {{- range .paths }}
          - path: {{ .path }}
            {{- with .pathType }}
            pathType: {{ . }}
            {{- end }}
            backend:
              service:
                name: {{ include "NAME.fullname" $ }}
                port:
                  number: {{ $.Values.service.port }}
          {{- end }}
    {{- end }}
{{- end }}
"""

HTTP_ROUTE = """\
{{- if .Values.httpRoute.enabled }}
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {{ include "NAME.fullname" . }}
  labels: {{- include "NAME.labels" . | nindent 4 }}
  {{- with .Values.httpRoute.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  parentRefs: {{- toYaml .Values.httpRoute.parentRefs | nindent 4 }}
  {{- with .Values.httpRoute.hostnames }}
  hostnames: {{- toYaml . | nindent 4 }}
  {{- end }}
  rules:
    {{- range .Values.httpRoute.rules }}
    - backendRefs:
        - name: {{ include "NAME.fullname" $ }}
          port: {{ $.Values.service.port }}
          weight: 1
      {{- with .matches }}
      matches: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .filters }}
      filters: {{- toYaml . | nindent 8 }}
      {{- end }}
    {{- end }}
{{- end }}
"""

NOTES = """\
{{- $name := include "NAME.fullname" . -}}
{{- $kubectl := printf "kubectl --namespace %s" .Release.Namespace -}}
{{ .Chart.Name }} {{ .Chart.AppVersion }} is installed as {{ .Release.Name }}. To reach it:
{{ if .Values.httpRoute.enabled }}
{{- $hosts := .Values.httpRoute.hostnames | default (list "HOST-OF-THE-GATEWAY") }}
{{- range $rule := .Values.httpRoute.rules }}
{{- range $match := $rule.matches }}
{{- range $host := $hosts }}
  http://{{ $host }}{{ with $match.path }}{{ .value }}{{ end }}
{{- end }}
{{- end }}
{{- end }}

What the gateway listens on: {{ with first .Values.httpRoute.parentRefs -}}
kubectl --namespace {{ .namespace | default $.Release.Namespace }} get gateway {{ .name }} -o yaml
{{- end }}
{{- else if .Values.ingress.enabled }}
{{- range $host := .Values.ingress.hosts }}
{{- range .paths }}
  http{{ if $.Values.ingress.tls }}s{{ end }}://{{ $host.host }}{{ .path }}
{{- end }}
{{- end }}
{{- else if eq .Values.service.type "NodePort" }}
  {{ $kubectl }} get service {{ $name }} -o jsonpath='{.spec.ports[0].nodePort}'
  kubectl get nodes -o jsonpath='{.items[0].status.addresses[0].address}'
the second is the host, the first the port.
{{- else if eq .Values.service.type "LoadBalancer" }}
  {{ $kubectl }} get service {{ $name }} --watch
until it has an external address; the port is {{ .Values.service.port }}.
{{- else }}
  {{ $kubectl }} port-forward service/{{ $name }} 8080:{{ .Values.service.port }}
and open http://127.0.0.1:8080
{{- end }}
"""

TEST_CONNECTION = """\
# helm test, or run_tests: asks the service for its first page.
apiVersion: v1
kind: Pod
metadata:
  name: {{ include "NAME.fullname" . }}-test-connection
  labels: {{- include "NAME.labels" . | nindent 4 }}
  annotations:
    helm.sh/hook: test
spec:
  restartPolicy: Never
  containers:
    - name: wget
      image: busybox
      command: [wget]
      args: ["{{ include "NAME.fullname" . }}:{{ .Values.service.port }}"]
"""

FILES = {
    ".helmignore": IGNORE,
    "Chart.yaml": CHART,
    "values.yaml": VALUES,
    "templates/NOTES.txt": NOTES,
    "templates/_helpers.tpl": HELPERS,
    "templates/deployment.yaml": DEPLOYMENT,
    "templates/hpa.yaml": HPA,
    "templates/httproute.yaml": HTTP_ROUTE,
    "templates/ingress.yaml": INGRESS,
    "templates/service.yaml": SERVICE,
    "templates/serviceaccount.yaml": SERVICE_ACCOUNT,
    "templates/tests/test-connection.yaml": TEST_CONNECTION,
}
