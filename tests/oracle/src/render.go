// Copyright: (c) 2026, native.helm contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package main

import (
	"maps"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	commonutil "helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/loader/archive"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"
	releaseutil "helm.sh/helm/v4/pkg/release/v1/util"
)

// blob is a file of a chart: a text, or bytes when it is no text.
type blob struct {
	text []byte
}

func (b *blob) UnmarshalJSON(raw []byte) error {
	var err error
	b.text, err = fileBytes(raw)
	return err
}

// tree is a chart as a request gives it: the files of its folder by path, or, for a chart of one template, nothing.
type tree struct {
	Files map[string]blob `json:"files"`
}

func (t tree) load() (*chart.Chart, error) {
	files := make([]*archive.BufferedFile, 0, len(t.Files))
	for _, name := range slices.Sorted(maps.Keys(t.Files)) {
		files = append(files, &archive.BufferedFile{Name: name, Data: t.Files[name].text})
	}
	return loader.LoadFiles(files)
}

// environment is what a template can see besides the values.
type environment struct {
	Release     *releaseOptions `json:"release"`
	KubeVersion string          `json:"kube_version"`
	APIVersions []string        `json:"api_versions"`
}

type releaseOptions struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	Revision  int    `json:"revision"`
	IsUpgrade bool   `json:"is_upgrade"`
}

// capabilities are Helm's own defaults, as in `helm template`, with what the request changes.
func (e environment) capabilities() (*common.Capabilities, error) {
	result := common.DefaultCapabilities.Copy()
	result.APIVersions = append(slices.Clone(result.APIVersions), e.APIVersions...)
	if e.KubeVersion != "" {
		version, err := common.ParseKubeVersion(e.KubeVersion)
		if err != nil {
			return nil, err
		}
		result.KubeVersion = *version
	}
	return result, nil
}

func (e environment) options() common.ReleaseOptions {
	result := common.ReleaseOptions{Name: "release-name", Namespace: "default", Revision: 1, IsInstall: true}
	if e.Release == nil {
		return result
	}
	if e.Release.Name != "" {
		result.Name = e.Release.Name
	}
	if e.Release.Namespace != "" {
		result.Namespace = e.Release.Namespace
	}
	if e.Release.Revision != 0 {
		result.Revision = e.Release.Revision
	}
	result.IsUpgrade, result.IsInstall = e.Release.IsUpgrade, !e.Release.IsUpgrade
	return result
}

// values are given as YAML (loaded as Helm loads a values file), as JSON or with types.
type values struct {
	source
	YAML *string `json:"values_yaml"`
}

func (v values) given() (map[string]any, error) {
	if v.YAML != nil {
		return loader.LoadValues(strings.NewReader(*v.YAML))
	}
	return v.table()
}

type renderRequest struct {
	head
	tree
	environment
	values
	Template         *string           `json:"template"`
	Partials         map[string]string `json:"partials"`
	Strict           bool              `json:"strict"`
	Lint             bool              `json:"lint"`
	SkipDependencies bool              `json:"skip_dependencies"`
	SkipSchema       bool              `json:"skip_schema"`
}

// render runs Helm's engine: on one template that sees {"Values": data} and nothing else, or on the files of a
// chart with all that `helm template` would give it.
func render(request []byte) (answer, error) {
	var in renderRequest
	if err := read(request, &in); err != nil {
		return nil, err
	}
	if in.Template != nil {
		return in.one()
	}
	return in.whole()
}

func (in renderRequest) engine() engine.Engine {
	return engine.Engine{Strict: in.Strict, LintMode: in.Lint}
}

// one renders templates/t of the chart c. With a release, a kube_version or api_versions it sees the full set of objects.
func (in renderRequest) one() (answer, error) {
	single := &chart.Chart{
		Metadata:  &chart.Metadata{Name: "c", Version: "0.1.0", APIVersion: "v2"},
		Templates: []*common.File{{Name: "templates/t", Data: []byte(*in.Template)}},
	}
	for name, text := range in.Partials {
		single.Templates = append(single.Templates, &common.File{Name: "templates/" + name, Data: []byte(text)})
	}
	data, err := in.given()
	if err != nil {
		return nil, err
	}
	top := common.Values{"Values": data}
	if in.Release != nil || in.KubeVersion != "" || in.APIVersions != nil {
		if top, err = in.top(single, data); err != nil {
			return nil, err
		}
	}
	out, err := in.engine().Render(single, top)
	result := answer{}
	result.put("out", out["c/templates/t"])
	return result, err
}

func (in renderRequest) whole() (answer, error) {
	whole, err := in.tree.load()
	if err != nil {
		return answer{"phase": "load"}, err
	}
	data, err := in.given()
	if err != nil {
		return answer{"phase": "values"}, err
	}
	if !in.SkipDependencies {
		if err := chartutil.ProcessDependencies(whole, data); err != nil {
			return answer{"phase": "dependencies"}, err
		}
	}
	top, err := in.top(whole, data)
	if err != nil {
		return answer{"phase": "values"}, err
	}
	out, err := in.engine().Render(whole, top)
	return answer{"phase": "render", "files": out}, err
}

func (in renderRequest) top(whole *chart.Chart, data map[string]any) (common.Values, error) {
	caps, err := in.capabilities()
	if err != nil {
		return nil, err
	}
	return commonutil.ToRenderValuesWithSchemaValidation(whole, data, in.options(), caps, in.SkipSchema)
}

// splitManifests splits a text into documents, or sorts the files of a render into hooks and manifests.
func splitManifests(request []byte) (answer, error) {
	var in struct {
		head
		Text  *string           `json:"text"`
		Files map[string]string `json:"files"`
		Order string            `json:"order"`
	}
	if err := read(request, &in); err != nil {
		return nil, err
	}
	if in.Text != nil {
		parts := releaseutil.SplitManifests(*in.Text)
		keys := slices.Collect(maps.Keys(parts))
		slices.SortFunc(keys, func(a, b string) int {
			if releaseutil.BySplitManifestsOrder([]string{a, b}).Less(0, 1) {
				return -1
			}
			return 1
		})
		documents := make([]string, len(keys))
		for index, key := range keys {
			documents[index] = parts[key]
		}
		return answer{"documents": documents}, nil
	}
	order := releaseutil.InstallOrder
	if in.Order == "uninstall" {
		order = releaseutil.UninstallOrder
	}
	hooks, manifests, err := releaseutil.SortManifests(in.Files, nil, order)
	return answer{"hooks": hooks, "manifests": manifests}, err
}
