// Copyright: (c) 2026, native.helm contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	commonutil "helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	clivalues "helm.sh/helm/v4/pkg/cli/values"
	"helm.sh/helm/v4/pkg/engine"
	"helm.sh/helm/v4/pkg/getter"
	"helm.sh/helm/v4/pkg/strvals"
	"sigs.k8s.io/yaml"
)

// fileBytes reads a file of a request: "text" or {"b64": "…"}.
func fileBytes(raw []byte) ([]byte, error) {
	if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		var coded struct {
			Data []byte `json:"b64"`
		}
		err := json.Unmarshal(raw, &coded)
		return coded.Data, err
	}
	var text string
	err := json.Unmarshal(raw, &text)
	return []byte(text), err
}

// setValues parses one --set line (of the kind set, string, json, file or literal) into a base.
func setValues(request []byte) (answer, error) {
	var in struct {
		head
		source
		Kind  string          `json:"kind"`
		Input string          `json:"input"`
		Files map[string]blob `json:"files"`
	}
	if err := read(request, &in); err != nil {
		return nil, err
	}
	base, err := in.table()
	if err != nil {
		return nil, err
	}
	switch in.Kind {
	case "set":
		err = strvals.ParseInto(in.Input, base)
	case "string":
		err = strvals.ParseIntoString(in.Input, base)
	case "json":
		err = strvals.ParseJSON(in.Input, base)
	case "literal":
		err = strvals.ParseLiteralInto(in.Input, base)
	case "file":
		err = strvals.ParseIntoFile(in.Input, base, func(name []rune) (any, error) {
			file, found := in.Files[string(name)]
			if !found {
				return nil, fmt.Errorf("open %s: no such file or directory", string(name))
			}
			return string(file.text), nil
		})
	default:
		return nil, badRequest{fmt.Errorf("unknown kind %q", in.Kind)}
	}
	return answer{"value": tag(base)}, err
}

// mergeValues does what helm does with all its value flags together. Files are written to a scratch folder; @NAME in a
// set_file line and the names in value_files stand for them.
func mergeValues(request []byte) (answer, error) {
	var in struct {
		head
		Files      map[string]blob `json:"files"`
		ValueFiles []string        `json:"value_files"`
		Set        []string        `json:"set"`
		SetString  []string        `json:"set_string"`
		SetJSON    []string        `json:"set_json"`
		SetFile    []string        `json:"set_file"`
		SetLiteral []string        `json:"set_literal"`
	}
	if err := read(request, &in); err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "oracle-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	for name, file := range in.Files {
		if err := os.WriteFile(filepath.Join(folder, filepath.Base(name)), file.text, 0o600); err != nil {
			return nil, err
		}
	}
	options := clivalues.Options{Values: in.Set, StringValues: in.SetString, JSONValues: in.SetJSON, LiteralValues: in.SetLiteral}
	for _, name := range in.ValueFiles {
		options.ValueFiles = append(options.ValueFiles, filepath.Join(folder, filepath.Base(name)))
	}
	for _, line := range in.SetFile {
		options.FileValues = append(options.FileValues, strings.ReplaceAll(line, "@", folder+"/"))
	}
	merged, err := options.MergeValues(getter.Providers{})
	if err != nil {
		err = fmt.Errorf("%s", strings.ReplaceAll(err.Error(), folder+"/", "@"))
	}
	return answer{"value": tag(merged)}, err
}

// coalesce lays the given values over those of a chart and its subcharts. mode: values (what templates see), merge (what
// helm keeps for itself: nulls stay), dependencies (the values after conditions, tags and import-values).
func coalesce(request []byte) (answer, error) {
	var in struct {
		head
		tree
		values
		Mode                string `json:"mode"`
		ProcessDependencies bool   `json:"process_dependencies"`
	}
	if err := read(request, &in); err != nil {
		return nil, err
	}
	whole, err := in.tree.load()
	if err != nil {
		return answer{"phase": "load"}, err
	}
	data, err := in.given()
	if err != nil {
		return answer{"phase": "values"}, err
	}
	if in.ProcessDependencies {
		if err := chartutil.ProcessDependencies(whole, data); err != nil {
			return answer{"phase": "dependencies"}, err
		}
	}
	var result common.Values
	switch in.Mode {
	case "", "values":
		result, err = commonutil.CoalesceValues(whole, data)
	case "merge":
		result, err = commonutil.MergeValues(whole, data)
	default:
		return nil, badRequest{fmt.Errorf("unknown mode %q", in.Mode)}
	}
	return answer{"value": tag(result), "chart": outline(whole)}, err
}

// outline tells which subcharts are left, and what their own values have become.
func outline(whole *chart.Chart) map[string]any {
	parts := []any{}
	for _, part := range whole.Dependencies() {
		parts = append(parts, outline(part))
	}
	return map[string]any{"name": whole.Name(), "values": tag(whole.Values), "charts": parts}
}

// schema checks values against a JSON schema, or against the schemas of a chart and its subcharts.
func schema(request []byte) (answer, error) {
	var in struct {
		head
		tree
		values
		Schema *string `json:"schema"`
	}
	if err := read(request, &in); err != nil {
		return nil, err
	}
	data, err := in.given()
	if err != nil {
		return nil, err
	}
	if in.Schema != nil {
		return answer{}, commonutil.ValidateAgainstSingleSchema(data, []byte(*in.Schema))
	}
	whole, err := in.tree.load()
	if err != nil {
		return answer{"phase": "load"}, err
	}
	return answer{}, commonutil.ValidateAgainstSchema(whole, data)
}

// loadYAML decodes YAML: mode values (a values file, several documents are merged), any (one document of any type),
// strict (as any; a key given twice is an error) or chartfile (Chart.yaml).
func loadYAML(request []byte) (answer, error) {
	var in struct {
		head
		Text string `json:"text"`
		Mode string `json:"mode"`
	}
	if err := read(request, &in); err != nil {
		return nil, err
	}
	var result any
	var err error
	switch in.Mode {
	case "", "values":
		var table map[string]any
		if table, err = loader.LoadValues(strings.NewReader(in.Text)); table != nil {
			result = table
		}
	case "any":
		err = yaml.Unmarshal([]byte(in.Text), &result)
	case "strict":
		err = yaml.UnmarshalStrict([]byte(in.Text), &result)
	case "chartfile":
		metadata := new(chart.Metadata)
		err = yaml.Unmarshal([]byte(in.Text), metadata)
		return answer{"metadata": metadata}, err
	default:
		return nil, badRequest{fmt.Errorf("unknown mode %q", in.Mode)}
	}
	return answer{"value": tag(result)}, err
}

// toYAML applies toYaml, or another function of the engine that takes one value.
func toYAML(request []byte) (answer, error) {
	var in struct {
		head
		source
		Func string `json:"func"`
	}
	if err := read(request, &in); err != nil {
		return nil, err
	}
	value, err := in.value()
	if err != nil {
		return nil, err
	}
	if in.Func == "" {
		in.Func = "toYaml"
	}
	single := &chart.Chart{
		Metadata:  &chart.Metadata{Name: "c", Version: "0.1.0", APIVersion: "v2"},
		Templates: []*common.File{{Name: "templates/t", Data: []byte("{{ " + in.Func + " .Values.v }}")}},
	}
	out, err := engine.Render(single, common.Values{"Values": map[string]any{"v": value}})
	result := answer{}
	result.put("out", out["c/templates/t"])
	return result, err
}

// digest is the digest of a Chart.lock: of the dependencies of Chart.yaml together with those locked.
func digest(request []byte) (answer, error) {
	var in struct {
		head
		Requirements []*chart.Dependency `json:"requirements"`
		Lock         []*chart.Dependency `json:"lock"`
	}
	if err := read(request, &in); err != nil {
		return nil, err
	}
	// Helm's own function is internal; it hashes this encoding, and selfcheck holds it against `helm dependency build`.
	data, err := json.Marshal([2][]*chart.Dependency{in.Requirements, in.Lock})
	if err != nil {
		return nil, err
	}
	return answer{"digest": fmt.Sprintf("sha256:%x", sha256.Sum256(data)), "hashed": string(data)}, nil
}
