# Copyright: (c) 2026, native.helm contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A new chart's own facts and default values; <CHARTNAME> stands for its name. Texts only, no logic."""

from __future__ import annotations

CHART = """\
apiVersion: v2
name: <CHARTNAME>
description: A web service on Kubernetes

# "library" for a chart that only has templates for others to include
type: application

# of the chart; raise it whenever anything in here changes (semver.org)
version: 0.1.0

# of what the chart installs; quoted, so that it stays a text
appVersion: "1.16.0"
"""

IGNORE = """\
# What is not packed into the chart: a pattern a line, names with * and ?, folders with a / at the end.
.git/
.gitignore
.hg/
.svn/
.idea/
.vscode/
.DS_Store
*.bak
*.orig
*.swp
*.tmp
*~
"""

VALUES = """\
# Defaults of <CHARTNAME>. Whoever installs the chart overrides them.

# Pods to run; not used while autoscaling is enabled.
replicaCount: 1

image:
  repository: nginx
  pullPolicy: IfNotPresent
  # "" means the chart's appVersion.
  tag: ""

# Secrets for private registries: a list of {name: ...}.
imagePullSecrets: []

# Replaces the chart's name in the objects' names.
nameOverride: ""
# Replaces the objects' whole name.
fullnameOverride: ""

serviceAccount:
  # With false, an account that is there already is used.
  create: true
  # Whether pods get the account's token.
  automount: true
  annotations: {}
  # "" means a name made from the release's.
  name: ""

podAnnotations: {}
podLabels: {}

# Of the whole pod, such as fsGroup.
podSecurityContext: {}
# Of the container, such as runAsNonRoot, readOnlyRootFilesystem, capabilities.
securityContext: {}

service:
  type: ClusterIP
  port: 80

# A way in from outside by an Ingress controller.
ingress:
  enabled: false
  className: ""
  annotations: {}
  hosts:
    - host: chart-example.local
      paths:
        - path: /
          pathType: ImplementationSpecific
  # A list of {secretName: ..., hosts: [...]}.
  tls: []

# A way in from outside by the Gateway API, whose definitions the cluster must have.
httpRoute:
  enabled: false
  annotations: {}
  parentRefs:
    - name: gateway
      sectionName: http
  hostnames:
    - chart-example.local
  rules:
    - matches:
        - path:
            type: PathPrefix
            value: /headers

# Requests and limits; a default would not fit every cluster.
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

# Volumes of the pod, and where the container mounts them.
volumes: []
volumeMounts: []

nodeSelector: {}
tolerations: []
affinity: {}
"""
