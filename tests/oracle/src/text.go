// Copyright: (c) 2026, native.helm contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"text/template"
	"time"

	"github.com/Masterminds/semver/v3"
	"github.com/Masterminds/sprig/v3"
)

// gotmpl runs Go's text/template itself, without Helm around it.
func gotmpl(request []byte) (answer, error) {
	var in struct {
		head
		source
		Template   string            `json:"template"`
		Name       string            `json:"name"`
		Templates  map[string]string `json:"templates"`
		MissingKey string            `json:"missingkey"`
		Sprig      *bool             `json:"sprig"`
	}
	if err := read(request, &in); err != nil {
		return nil, err
	}
	data, err := in.value()
	if err != nil {
		return nil, err
	}
	if in.Name == "" {
		in.Name = "t"
	}
	root := template.New(in.Name)
	if in.MissingKey != "" {
		root.Option("missingkey=" + in.MissingKey)
	}
	if in.Sprig == nil || *in.Sprig {
		root.Funcs(sprig.TxtFuncMap())
	}
	for name, text := range in.Templates {
		if _, err := root.New(name).Parse(text); err != nil {
			return answer{"phase": "parse"}, err
		}
	}
	if _, err := root.Parse(in.Template); err != nil {
		return answer{"phase": "parse"}, err
	}
	var out strings.Builder
	err = root.Execute(&out, data)
	result := answer{"phase": "execute"}
	result.put("out", out.String())
	return result, err
}

func sprintf(request []byte) (answer, error) {
	var in struct {
		head
		Format string   `json:"format"`
		Args   []tagged `json:"args"`
	}
	if err := read(request, &in); err != nil {
		return nil, err
	}
	arguments := make([]any, len(in.Args))
	for index, argument := range in.Args {
		value, err := argument.value()
		if err != nil {
			return nil, err
		}
		arguments[index] = value
	}
	result := answer{}
	result.put("out", fmt.Sprintf(in.Format, arguments...))
	return result, nil
}

// duration reads a text (time.ParseDuration) or takes nanoseconds, and writes the duration as Go does.
func duration(request []byte) (answer, error) {
	var in struct {
		head
		Text *string     `json:"text"`
		NS   json.Number `json:"ns"`
	}
	if err := read(request, &in); err != nil {
		return nil, err
	}
	var value time.Duration
	if in.Text != nil {
		parsed, err := time.ParseDuration(*in.Text)
		if err != nil {
			return nil, err
		}
		value = parsed
	} else {
		count, err := in.NS.Int64()
		if err != nil {
			return nil, badRequest{err}
		}
		value = time.Duration(count)
	}
	return answer{"ns": fmt.Sprint(value.Nanoseconds()), "string": value.String()}, nil
}

// date formats an instant, or, given a text, parses it; zone is a name of the time zone database, UTC without one.
func date(request []byte) (answer, error) {
	var in struct {
		head
		Layout string  `json:"layout"`
		Unix   int64   `json:"unix"`
		Nanos  int64   `json:"nanos"`
		Zone   string  `json:"zone"`
		Text   *string `json:"text"`
	}
	if err := read(request, &in); err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(in.Zone)
	if err != nil {
		return nil, err
	}
	instant := time.Unix(in.Unix, in.Nanos).In(zone)
	if in.Text != nil {
		if instant, err = time.ParseInLocation(in.Layout, *in.Text, zone); err != nil {
			return nil, err
		}
	}
	name, offset := instant.Zone()
	return answer{"out": instant.Format(in.Layout), "unix": instant.Unix(), "nanos": instant.Nanosecond(),
		"zone": name, "offset": offset, "string": instant.String()}, nil
}

func regex(request []byte) (answer, error) {
	var in struct {
		head
		Action      string `json:"action"`
		Pattern     string `json:"pattern"`
		Text        string `json:"text"`
		Replacement string `json:"replacement"`
		N           *int   `json:"n"`
	}
	if err := read(request, &in); err != nil {
		return nil, err
	}
	if in.Action == "quote" {
		return answer{"out": regexp.QuoteMeta(in.Text)}, nil
	}
	expression, err := regexp.Compile(in.Pattern)
	if err != nil {
		return nil, err
	}
	count := -1
	if in.N != nil {
		count = *in.N
	}
	switch in.Action {
	case "match":
		return answer{"out": expression.MatchString(in.Text)}, nil
	case "find":
		return answer{"out": expression.FindString(in.Text)}, nil
	case "find_all":
		return answer{"out": expression.FindAllString(in.Text, count)}, nil
	case "groups":
		return answer{"out": expression.FindAllStringSubmatch(in.Text, count), "names": expression.SubexpNames()}, nil
	case "split":
		return answer{"out": expression.Split(in.Text, count)}, nil
	case "replace":
		return answer{"out": expression.ReplaceAllString(in.Text, in.Replacement)}, nil
	case "replace_literal":
		return answer{"out": expression.ReplaceAllLiteralString(in.Text, in.Replacement)}, nil
	}
	return nil, badRequest{fmt.Errorf("unknown action %q", in.Action)}
}

func versions(request []byte) (answer, error) {
	var in struct {
		head
		Action            string `json:"action"`
		Constraint        string `json:"constraint"`
		Version           string `json:"version"`
		Other             string `json:"other"`
		Strict            bool   `json:"strict"`
		IncludePrerelease bool   `json:"include_prerelease"`
	}
	if err := read(request, &in); err != nil {
		return nil, err
	}
	if in.Action == "constraint" {
		constraint, err := semver.NewConstraint(in.Constraint)
		if err != nil {
			return nil, err
		}
		return answer{"string": constraint.String()}, nil
	}
	parse := semver.NewVersion
	if in.Strict {
		parse = semver.StrictNewVersion
	}
	version, err := parse(in.Version)
	if err != nil {
		return answer{"where": "version"}, err
	}
	switch in.Action {
	case "parse":
		return answer{"major": fmt.Sprint(version.Major()), "minor": fmt.Sprint(version.Minor()),
			"patch": fmt.Sprint(version.Patch()), "prerelease": version.Prerelease(), "metadata": version.Metadata(),
			"string": version.String(), "original": version.Original()}, nil
	case "compare":
		other, err := parse(in.Other)
		if err != nil {
			return answer{"where": "other"}, err
		}
		return answer{"order": version.Compare(other)}, nil
	case "check":
		return check(in.Constraint, version, in.IncludePrerelease)
	}
	return nil, badRequest{fmt.Errorf("unknown action %q", in.Action)}
}

func check(text string, version *semver.Version, prerelease bool) (answer, error) {
	constraint, err := semver.NewConstraint(text)
	if err != nil {
		return answer{"where": "constraint"}, err
	}
	constraint.IncludePrerelease = prerelease
	_, reasons := constraint.Validate(version)
	words := make([]string, len(reasons))
	for index, reason := range reasons {
		words[index] = reason.Error()
	}
	return answer{"ok": constraint.Check(version), "reasons": words}, nil
}
