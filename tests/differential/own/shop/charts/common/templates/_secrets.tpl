{{- define "common.secrets.name" -}}
{{- $name := (include "common.names.fullname" .context) -}}
{{- if .defaultNameSuffix -}}
{{- $name = printf "%s-%s" $name .defaultNameSuffix | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- with .existingSecret -}}
{{- if not (typeIs "string" .) -}}
{{- with .name -}}
{{- $name = . -}}
{{- end -}}
{{- else -}}
{{- $name = . -}}
{{- end -}}
{{- end -}}
{{- printf "%s" $name -}}
{{- end -}}

{{- define "common.utils.getKeyFromList" -}}
{{- $key := first .keys -}}
{{- $reverseKeys := without .keys "" -}}
{{- range $reverseKeys }}
  {{- $value := . | splitList "." -}}
  {{- $latest := $.context.Values -}}
  {{- $found := true -}}
  {{- range $value -}}
    {{- if and $latest (kindIs "map" $latest) -}}
      {{- $latest = index $latest . -}}
    {{- else -}}
      {{- $found = false -}}
    {{- end -}}
  {{- end -}}
  {{- if and $found $latest -}}
    {{- $key = . -}}
  {{- end -}}
{{- end -}}
{{- printf "%s" $key -}}
{{- end -}}

{{- define "common.secrets.passwords.manage" -}}
{{- $password := "" }}
{{- $length := default 10 .length }}
{{- $providedKey := include "common.utils.getKeyFromList" (dict "keys" .providedValues "context" $.context) }}
{{- $providedValue := dig (splitList "." $providedKey | first) (last (splitList "." $providedKey)) "" (pick (deepCopy .context.Values) "auth") }}
{{- $data := (lookup "v1" "Secret" .context.Release.Namespace .secret).data }}
{{- if $data }}
  {{- if hasKey $data .key }}
    {{- $password = index $data .key | b64dec }}
  {{- end -}}
{{- end }}
{{- if and $providedValue (not $password) }}
  {{- $password = $providedValue | toString }}
{{- end -}}
{{- if not $password }}
  {{- if .strong }}
    {{- $subStr := list (lower (randAlpha 1)) (randNumeric 1) (upper (randAlpha 1)) | join "_" }}
    {{- $password = randAscii (sub (int $length) 5 | int) | regexReplaceAllLiteral "\\W" "@" | substr 5 (int $length) }}
    {{- $password = printf "%s%s" $subStr $password | toString | shuffle }}
  {{- else }}
    {{- $password = randAlphaNum (int $length) }}
  {{- end }}
{{- end -}}
{{- $password | b64enc | quote }}
{{- end -}}

{{- define "common.validations.values.multiple.empty" -}}
  {{- range .required -}}
    {{- if not (index $.context.Values .valueKey) -}}
{{ printf "\n    '%s' must not be empty, please add '--set %s=$%s' to the command." .valueKey .valueKey (upper .field) }}
    {{- end -}}
  {{- end -}}
{{- end -}}
